import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {EventManager} from "@jupyterlab/services";
import {beforeAll, describe, expect, test} from "vitest";
import {useLab} from "../lab.ts";

const lesson = {
  $id: "https://example.org/lecture",
  version: 1,
  type: "object",
  required: ["opened"],
  properties: {opened: {type: "string"}}
};
const lab = useLab({kernels: []});
const contents = "https://events.jupyter.org/jupyter_server/contents_service/v1";
const kernels = "https://events.jupyter.org/jupyter_server/kernel_actions/v1";

beforeAll(() => {
  const folder = path.join(lab.rootDir, "../data/event_schemas");
  mkdirSync(folder, {recursive: true});
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write("lecture.json", JSON.stringify(lesson));
  write("page.yaml", '$id: page\nversion: "2"\ntype: object\n');
  write("broken.yaml", "version: 1\n");
  write("notes.txt", "no schema");
});

describe("/api/events", () => {
  test("JupyterLab's client posts an event, and all who subscribed hear it", async () => {
    const events = new EventManager({serverSettings: lab.settings});
    const heard: Record<string, unknown>[] = [];
    events.stream.connect((_stream, event) => void heard.push(event));
    const event = {schema_id: "https://example.org/lecture", version: "1", data: {opened: "01"}};
    // The client says nothing about when its socket is open.
    await expect
      .poll(
        async () => {
          await events.emit(event);
          return heard.length;
        },
        {timeout: 10_000}
      )
      .toBeGreaterThan(0);
    expect(heard[0]).toMatchObject({
      schema_id: "https://example.org/lecture",
      __schema_version__: "1",
      opened: "01"
    });
    expect(Date.parse(heard[0].__timestamp__ as string)).toBeLessThanOrEqual(Date.now());
    events.dispose();
  });

  test("tells of what happens to files", async () => {
    const socket = lab.open("api/events/subscribe");
    const heard: {action?: string; path?: string}[] = [];
    socket.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString()) as never));
    await new Promise((resolve) => socket.once("open", resolve));
    writeFileSync(path.join(lab.rootDir, "old.txt"), "");
    await lab.get("api/contents/old.txt", {method: "PATCH", body: {path: "new.txt"}});
    await expect
      .poll(() => heard.find(({action}) => action === "rename"))
      .toMatchObject({
        schema_id: "https://events.jupyter.org/jupyter_server/contents_service/v1",
        path: "new.txt",
        source_path: "old.txt"
      });
    socket.close();
  });

  test.each([
    [{version: "1", data: {}}, "Missing `schema_id` in the JSON request body."],
    [{schema_id: "s", data: {}}, "Missing `version` in the JSON request body."],
    [{schema_id: "s", version: "1"}, "Missing `data` in the JSON request body."],
    [{schema_id: "s", version: "1", data: 1}, "schema_id is a string, and data an object"],
    [
      {schema_id: "page", version: "2", data: {}, timestamp: "noon"},
      "timestamp is a time in ISO 8601, but got noon"
    ],
    [
      {schema_id: "s", version: "1", data: {}},
      "The requested schema, s, was not found in the schema registry. Are you sure it was previously registered?"
    ],
    [{schema_id: "page", version: "1", data: {}}, "Unregistered version: '1'≠'2' for `page`"],
    [
      {schema_id: lesson.$id, version: "1", data: {}},
      `data of ${lesson.$id}: must have required property 'opened'`
    ],
    [
      {schema_id: contents, version: "1", data: {action: "lose", path: "a"}},
      `data of ${contents}: /action must be equal to one of the allowed values`
    ],
    [
      {schema_id: kernels, version: "1", data: {action: "restart", msg: "again"}},
      `data of ${kernels}: must have required property 'kernel_id'`
    ]
  ])("refuses %j", async (body, message) => {
    const answer = await lab.ask("api/events", {body});
    expect([answer.status, await answer.json()]).toEqual([400, {message, reason: null}]);
  });

  test("takes a time of Jupyter's form", async () => {
    const timestamp = "2022-05-26T13:50:00+05:00Z";
    const body = {schema_id: "page", version: 2, data: {}, timestamp};
    expect((await lab.ask("api/events", {body})).status).toBe(204);
  });

  test("an event is told under its own name, whatever its data say", async () => {
    const socket = lab.open("api/events/subscribe");
    const heard: Record<string, unknown>[] = [];
    socket.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString()) as never));
    await new Promise((resolve) => socket.once("open", resolve));
    const data = {schema_id: contents, __schema__: contents, action: "delete", path: "a"};
    const timestamp = "2022-05-26T13:50:00Z";
    const body = {schema_id: "page", version: "2", data, timestamp};
    expect((await lab.ask("api/events", {body})).status).toBe(204);
    await expect
      .poll(() => heard.find(({action}) => action === "delete"))
      .toMatchObject({
        schema_id: "page",
        __schema__: "page",
        __schema_version__: "2",
        __timestamp__: "2022-05-26T13:50:00.000Z"
      });
    socket.close();
  });

  test("Jupyter's own events may be posted, too", async () => {
    for (const [schema_id, data] of [
      [contents, {action: "save", path: "a"}],
      [kernels, {action: "start", msg: "failed", status: "error"}]
    ] as const) {
      const answer = await lab.ask("api/events", {body: {schema_id, version: 1, data}});
      expect([schema_id, answer.status]).toEqual([schema_id, 204]);
    }
  });
});

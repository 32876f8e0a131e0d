import {writeFileSync} from "node:fs";
import path from "node:path";
import {EventManager} from "@jupyterlab/services";
import {describe, expect, test} from "vitest";
import {useLab} from "../lab.ts";

const lab = useLab({kernels: []});

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
      {schema_id: "s", version: "1", data: {}, timestamp: "noon"},
      "timestamp is a time in ISO 8601, but got noon"
    ]
  ])("refuses %j", async (body, message) => {
    const answer = await lab.ask("api/events", {body});
    expect([answer.status, await answer.json()]).toEqual([400, {message, reason: null}]);
  });

  test("takes a time of Jupyter's form", async () => {
    const timestamp = "2022-05-26T13:50:00+05:00Z";
    const body = {schema_id: "s", version: "1", data: {}, timestamp};
    expect((await lab.ask("api/events", {body})).status).toBe(204);
  });
});

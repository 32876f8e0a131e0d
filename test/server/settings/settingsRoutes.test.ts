import {existsSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {lineLog} from "../../../src/server/log.ts";
import {folderWith, labFixture, withEnvironment} from "../labFixture.ts";
import {type StartedServer, startServer} from "../startServer.ts";

const themes = "@jupyterlab/apputils-extension:themes";

interface Settings {
  id: string;
  raw: string;
  settings: object;
  version: string;
  warning?: string;
  schema: {properties: Record<string, {default: unknown}>};
  created: string | null;
  last_modified: string | null;
}

async function get({fetch}: StartedServer, id: string): Promise<Settings> {
  return (await (await fetch(`lab/api/settings/${encodeURIComponent(id)}`)).json()) as Settings;
}

function put({fetch}: StartedServer, id: string, body: unknown): Promise<Response> {
  return fetch(`lab/api/settings/${id}`, {
    method: "PUT",
    headers: {"content-type": "application/json"},
    body: JSON.stringify(body)
  });
}

test("all plugins are listed by id, with schema, version and settings", async () => {
  const {fetch} = await startServer({labDir: labFixture()});
  const {settings} = (await (await fetch("lab/api/settings")).json()) as {settings: Settings[]};
  expect(settings.map(({id}) => id)).toEqual(["@convnotes/lab:plotly", themes]);
  expect(settings[1]).toMatchObject({
    raw: "{}",
    settings: {},
    version: "4.6.4",
    schema: {title: "Theme"},
    created: null,
    last_modified: null
  });
  const ids: unknown = await (await fetch("lab/api/settings?ids_only=true")).json();
  expect(ids).toEqual({settings: [{id: "@convnotes/lab:plotly"}, {id: themes}]});
});

test("settings are JSON with comments, in JupyterLab's own file", async () => {
  const server = await startServer({labDir: labFixture()});
  const raw = '{\n  // evenings\n  "theme": "dark",\n}';
  expect((await put(server, themes, {raw})).status).toBe(204);
  const got = await get(server, themes);
  expect(got).toMatchObject({raw, settings: {theme: "dark"}});
  expect(Date.parse(got.last_modified ?? "")).toBeGreaterThan(0);
  const file = path.join(
    server.folder,
    "config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
  );
  expect(readFileSync(file, "utf8")).toBe(raw);
});

test("settings that are not of the schema, or no settings, are refused and change nothing", async () => {
  const server = await startServer({labDir: labFixture()});
  await put(server, themes, {raw: '{"theme": "dark"}'});
  for (const [body, message] of [
    [{raw: '{"theme": 1}'}, `Failed validating settings (${themes}): /theme must be string`],
    [{raw: '{"other": 1}'}, "must NOT have additional properties"],
    [{raw: "{"}, `Failed loading settings (${themes})`],
    [{raw: "[]"}, "an object is expected"],
    [{raw: {}}, "raw is no text"],
    [{}, "raw is no text"]
  ] as const) {
    const answer = await put(server, themes, body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as {message: string}).message).toContain(message);
  }
  expect((await get(server, themes)).settings).toEqual({theme: "dark"});
});

test("a file that became faulty is given as it is, with a warning, and does not count", async () => {
  const server = await startServer({labDir: labFixture()});
  await put(server, themes, {raw: '{"theme": "dark"}'});
  const file = path.join(
    server.folder,
    "config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
  );
  writeFileSync(file, '{"theme": 3}');
  const got = await get(server, themes);
  expect([got.raw, got.settings]).toEqual(['{"theme": 3}', {}]);
  expect(got.warning).toContain("/theme must be string");
});

test("a plugin that nobody knows has no settings, and its name leads to no file", async () => {
  const server = await startServer({labDir: labFixture()});
  for (const id of ["@jupyterlab/none:plugin", "..%2F..%2Fpasswd", "%2Fetc%2Fpasswd", "a:..%2Fb"]) {
    const answer = await server.fetch(`lab/api/settings/${id}`);
    expect([id, answer.status]).toEqual([id, 404]);
    expect((await put(server, id, {raw: "{}"})).status).toBe(404);
  }
  expect(existsSync(path.join(server.folder, "config/lab/user-settings"))).toBe(false);
});

test("the administrator's defaults and the settings of installed extensions are there", async () => {
  const jupyter = folderWith({
    "labconfig/default_setting_overrides.json": JSON.stringify({[themes]: {theme: "dark"}}),
    "labextensions/@them/ours/package.json": JSON.stringify({
      name: "@them/ours",
      version: "1.2.3",
      jupyterlab: {_build: {load: "static/remoteEntry.js", extension: "./extension"}}
    }),
    "labextensions/@them/ours/schemas/@them/ours/plugin.json": '{"type": "object"}',
    "labextensions/@them/ours/schemas/@them/ours/package.json.orig": '{"version": "1.2.3"}'
  });
  withEnvironment({JUPYTER_CONFIG_DIR: jupyter, JUPYTER_PATH: jupyter});
  const server = await startServer({labDir: labFixture()});
  expect((await get(server, themes)).schema.properties.theme.default).toBe("dark");
  expect(await get(server, "@them/ours:plugin")).toMatchObject({version: "1.2.3", settings: {}});
});

test("an extension's file with a fault is told, and leaves the other plugins their settings", async () => {
  const jupyter = folderWith({
    "labconfig/default_setting_overrides.json": "{",
    "labextensions/@them/ours/package.json": JSON.stringify({
      name: "@them/ours",
      version: "1.2.3",
      jupyterlab: {_build: {load: "static/remoteEntry.js", extension: "./extension"}}
    }),
    "labextensions/@them/ours/schemas/@them/ours/broken.json": '{"type": ',
    "labextensions/@them/ours/schemas/@them/ours/empty.json": "null",
    "labextensions/@them/ours/schemas/@them/ours/plugin.json": '{"type": "object"}'
  });
  withEnvironment({JUPYTER_CONFIG_DIR: jupyter, JUPYTER_PATH: jupyter});
  const lines: string[] = [];
  const log = lineLog((line) => lines.push(line), "warn");
  const {fetch} = await startServer({labDir: labFixture(), log});
  const {settings} = (await (await fetch("lab/api/settings")).json()) as {settings: Settings[]};
  expect(settings.map(({id}) => id)).toEqual([
    "@convnotes/lab:plotly",
    themes,
    "@them/ours:plugin"
  ]);
  for (const name of ["broken.json", "empty.json", "default_setting_overrides.json"]) {
    expect(lines.filter((line) => line.includes(name))).toHaveLength(1);
  }
});

// JupyterLab's own client against our server, for what the lab keeps at it and asks of it. The clients
// of contents, kernels, sessions, terminals and events are tested beside those resources.
import {
  ConfigSectionManager,
  NbConvertManager,
  ServerConnection,
  SettingManager,
  WorkspaceManager
} from "@jupyterlab/services";
import {expect, test} from "vitest";
import {labFixture} from "./labFixture.ts";
import {type StartedServer, startServer} from "./startServer.ts";

async function connect(
  options: object = {}
): Promise<StartedServer & {serverSettings: ServerConnection.ISettings}> {
  const server = await startServer({labDir: labFixture(), ...options});
  const {url: baseUrl, token} = server;
  // In the page the lab finds where it is itself.
  const appUrl = "lab";
  const settings = {baseUrl, appUrl, token, appendToken: false};
  return {...server, serverSettings: ServerConnection.makeSettings(settings)};
}

test.each(["/", "/x/å/"])("settings are listed, read and saved, at %s", async (baseUrl) => {
  const {serverSettings} = await connect({baseUrl});
  const manager = new SettingManager({serverSettings});
  const id = "@jupyterlab/apputils-extension:themes";
  expect((await manager.list("ids")).ids).toContain(id);
  await manager.save(id, '{"theme": "dark"} // mine');
  const plugin = await manager.fetch(id);
  expect(plugin.raw).toBe('{"theme": "dark"} // mine');
  expect(plugin.schema.title).toBe("Theme");
  const {values} = await manager.list();
  expect(values.map(({id}) => id)).toContain(id);
  await expect(manager.save(id, '{"theme": 1}')).rejects.toThrow(/400/);
  await expect(manager.fetch("@none/none:none")).rejects.toThrow();
});

test("workspaces are saved, fetched, listed, cloned and removed", async () => {
  const {serverSettings} = await connect();
  const manager = new WorkspaceManager({serverSettings});
  const empty = await manager.fetch("default");
  expect(empty).toEqual({data: {}, metadata: {id: "default"}});
  const data = {"layout-restorer:data": {main: "x"}};
  await manager.save("default", {data, metadata: {id: "default"}});
  // As the lab does at /lab/workspaces/copy?clone=default.
  const source = await manager.fetch("default");
  await manager.save("copy", {data: source.data, metadata: {id: "copy"}});
  const {ids, values} = await manager.list();
  expect([...ids].sort()).toEqual(["copy", "default"]);
  expect(values.map(({data}) => data)).toEqual([data, data]);
  await manager.remove("copy");
  expect((await manager.list()).ids).toEqual(["default"]);
});

test("export formats are those of the server", async () => {
  const {serverSettings} = await connect();
  const formats = await new NbConvertManager({serverSettings}).getExportFormats();
  expect(formats).toMatchObject({html: {output_mimetype: "text/html"}});
});

test("configuration sections are read and changed", async () => {
  const {serverSettings} = await connect();
  const manager = new ConfigSectionManager({serverSettings});
  const section = await manager.create({name: "notebook"});
  expect(section.data).toEqual({});
  await section.update({CodeCell: {highlight: true}});
  expect((await manager.create({name: "notebook"})).data).toEqual({CodeCell: {highlight: true}});
});

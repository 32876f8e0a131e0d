import {expect, test} from "vitest";
import {ask} from "../ask.ts";
import {folderWith, labFixture, withEnvironment} from "../labFixture.ts";
import {type StartedServer, startServer} from "../startServer.ts";

async function configOf({fetch}: StartedServer, page: string): Promise<Record<string, unknown>> {
  const html = await (await fetch(page)).text();
  const [, json = ""] = /type="application\/json">([^<]*)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as Record<string, unknown>;
}

const extension = (name: string, more: object = {}): string =>
  JSON.stringify({
    name,
    version: "1.0.0",
    jupyterlab: {_build: {load: "static/remoteEntry.1.js", extension: "./extension"}, ...more}
  });

test("the page tells the lab where everything is, below the base URL", async () => {
  const server = await startServer({labDir: labFixture(), baseUrl: "/x/"});
  const config = await configOf(server, "lab");
  expect(config).toMatchObject({
    baseUrl: "/x/",
    appUrl: "/lab",
    token: "",
    settingsUrl: "/lab/api/settings",
    fullSettingsUrl: "/x/lab/api/settings",
    fullStaticUrl: "/x/static/lab",
    fullLabextensionsUrl: "/x/lab/extensions",
    mode: "multiple-document",
    workspace: "default",
    treePath: "",
    federated_extensions: [],
    notebookStartsKernel: true
  });
  expect(config.rootUri).toBe(`file://${server.rootDir}`);
});

test("the address chooses file, workspace and mode", async () => {
  const server = await startServer({labDir: labFixture()});
  for (const [page, expected] of [
    ["lab/tree/a%20b/c.ipynb", {treePath: "a b/c.ipynb", workspace: "default"}],
    ["lab/workspaces/mine", {treePath: "", workspace: "mine"}],
    ["lab/workspaces/mine/tree/x.md?clone=other", {treePath: "x.md", workspace: "mine"}],
    ["doc/tree/x.ipynb", {treePath: "x.ipynb", mode: "single-document"}],
    ["doc", {treePath: "", mode: "single-document"}]
  ] as const) {
    expect([page, await configOf(server, page)]).toEqual([page, expect.objectContaining(expected)]);
  }
});

test("what is in an address ends no script in the page", async () => {
  const server = await startServer({labDir: labFixture()});
  const evil = "</script><script>alert(1)</script>";
  const html = await (await server.fetch(`lab/tree/${encodeURIComponent(evil)}`)).text();
  expect(html.match(/<script/g)).toHaveLength(2);
  expect((await configOf(server, `lab/tree/${encodeURIComponent(evil)}`)).treePath).toBe(evil);
});

test("addresses of the old notebook, and the root, lead to the lab", async () => {
  const server = await startServer({labDir: labFixture(), baseUrl: "/x/"});
  for (const [from, to] of [
    ["", "/x/lab"],
    ["tree", "/x/lab"],
    ["notebooks/a%20b.ipynb", "/x/lab/tree/a%20b.ipynb"],
    ["edit/a%2520.txt", "/x/lab/tree/a%2520.txt"]
  ]) {
    const {status, headers} = await server.fetch(from ?? "");
    expect([from, status, headers.get("location")]).toEqual([from, 302, to]);
  }
});

test("without a front end the page says what to do", async () => {
  for (const labDir of [undefined, folderWith({stamp: "broken off"})]) {
    const server = await startServer({labDir});
    const answer = await server.fetch("lab");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
  }
});

test("an address that leads nowhere is a page that leads to the lab, for a reader", async () => {
  const server = await startServer({baseUrl: "/x/"});
  const answer = await server.fetch("nowhere", {headers: {accept: "text/html"}});
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('href="/x/lab"');
  expect(await (await server.fetch("nowhere")).json()).toHaveProperty("message", "Not Found");
  // Taken as it stands this would lead to another server.
  const elsewhere = await ask(
    `${server.url.replace("/x/", "")}//evil.example/?token=${server.token}`,
    {
      headers: {accept: "text/html"}
    }
  );
  expect(elsewhere.headers.location).toBe("/evil.example/");
});

test("the lab's files are kept by browsers for ever, and come compressed", async () => {
  const server = await startServer({labDir: labFixture(), baseUrl: "/x/"});
  const file = `${server.url}static/lab/main.0123abcd.js`;
  const plain = await ask(file, {headers: {"accept-encoding": "gzip"}});
  expect(plain.text).toBe("console.log('the lab');");
  expect(plain.headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff"
  });
  expect(plain.headers["content-type"]).toMatch(/javascript/);
  // A worker takes its policy from its own file.
  expect(plain.headers["content-security-policy"]).not.toContain("default-src");
  const small = await ask(file, {headers: {"accept-encoding": "br"}});
  expect([small.headers["content-encoding"], small.text]).toEqual(["br", "compressed"]);
});

test("nothing but the lab's files is served as such", async () => {
  const server = await startServer({labDir: labFixture()});
  for (const path of [
    "..%2Findex.html",
    "%2e%2e/index.html",
    "..%5cindex.html",
    "main.0123abcd.js%00.css",
    "%2Fetc%2Fpasswd",
    "none.js"
  ]) {
    const {status} = await ask(`${server.url}static/lab/${path}`);
    expect([path, status >= 400]).toEqual([path, true]);
  }
});

test("extensions in Jupyter's folders are in the page, the first of a name, and their files are served", async () => {
  const first = folderWith({
    "labextensions/plain/package.json": extension("plain"),
    "labextensions/plain/static/remoteEntry.1.js": "first",
    "labextensions/@them/scoped/package.json": extension("@them/scoped", {
      disabledExtensions: ["@jupyterlab/x:y"]
    }),
    "labextensions/@them/scoped/themes/@them/scoped/index.css": "body {}",
    "labextensions/old/package.json": '{"name": "old", "jupyterlab": {"extension": true}}',
    "labextensions/broken/package.json": "{"
  });
  const second = folderWith({
    "labextensions/plain/package.json": extension("plain"),
    "labextensions/plain/static/remoteEntry.1.js": "second",
    "labconfig/page_config.json": '{"disabledExtensions": {"a:b": true, "c:d": false}}'
  });
  withEnvironment({JUPYTER_PATH: `${first}:${second}`, JUPYTER_CONFIG_DIR: second});
  const server = await startServer({labDir: labFixture()});
  const {federated_extensions, disabledExtensions} = await configOf(server, "lab");
  const build = {load: "static/remoteEntry.1.js", extension: "./extension"};
  expect(federated_extensions).toEqual(
    expect.arrayContaining([
      {name: "plain", ...build},
      {name: "@them/scoped", ...build}
    ])
  );
  expect(JSON.stringify(federated_extensions)).not.toMatch(/old|broken/);
  expect(disabledExtensions).toEqual(["@jupyterlab/x:y", "a:b"]);

  const load = await ask(`${server.url}lab/extensions/plain/static/remoteEntry.1.js`);
  expect([load.status, load.text]).toEqual([200, "first"]);
  const style = await server.fetch("lab/api/themes/@them/scoped/index.css");
  expect(await style.text()).toBe("body {}");
  for (const path of [
    "plain/..%2F@them/scoped/package.json",
    "none/x.js",
    "plain/none.js",
    "plain"
  ]) {
    expect((await ask(`${server.url}lab/extensions/${path}`)).status, path).toBeGreaterThan(399);
  }
});

test("a theme's style is served, and nothing beside it", async () => {
  const server = await startServer({labDir: labFixture()});
  const style = await server.fetch("lab/api/themes/@jupyterlab/theme-light-extension/index.css");
  expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(await style.text()).toContain(":root");
  for (const path of [
    "..%2Findex.html",
    "..%2F..%2Fa.css",
    "x/index.css",
    "%00.css",
    "..%5Cx.css"
  ]) {
    expect((await server.fetch(`lab/api/themes/${path}`)).status, path).toBe(404);
  }
});

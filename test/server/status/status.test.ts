import {expect, test} from "vitest";
import {folderWith} from "../labFixture.ts";
import {startServer} from "../startServer.ts";

interface Status {
  started: string;
  last_activity: string;
  kernels: number;
  connections: number;
}

test("the status tells since when, how busy, and is no activity itself", async () => {
  const {fetch} = await startServer();
  const status = async (): Promise<Status> => (await fetch("api/status")).json() as Promise<Status>;
  const first = await status();
  expect(first).toMatchObject({kernels: 0, connections: 0});
  expect(new Date(first.started).toISOString()).toBe(first.started);
  expect((await status()).last_activity).toBe(first.last_activity);
  await fetch("api/me?no_track_activity=1");
  expect((await status()).last_activity).toBe(first.last_activity);
  await fetch("api/me");
  expect((await status()).last_activity > first.last_activity).toBe(true);
});

test("a visitor may do everything, and is told so in the form that was asked in", async () => {
  const {fetch} = await startServer();
  const asked = {contents: ["read", "write"], kernels: ["execute"]};
  const query = encodeURIComponent(JSON.stringify(asked));
  const me = (await (await fetch(`api/me?permissions=${query}`)).json()) as object;
  expect(me).toMatchObject({permissions: asked});
  expect(me).toHaveProperty("identity.username");
  for (const wrong of ["{", "[]", '{"a": "read"}', "null", '{"a": [1]}']) {
    const answer = await fetch(`api/me?permissions=${encodeURIComponent(wrong)}`);
    expect([wrong, answer.status]).toEqual([wrong, 400]);
  }
});

test("a request to shut down is answered, then obeyed", async () => {
  let isStopped = (): void => {};
  const stopped = new Promise<void>((resolve) => (isStopped = resolve));
  const {fetch} = await startServer({stop: () => isStopped()});
  expect((await fetch("api/shutdown", {method: "POST"})).status).toBe(200);
  await stopped;
});

test("there is English, and a language that is not there is said to be not there", async () => {
  const {fetch} = await startServer();
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`lab/api/translations${path}`)).json();
  expect(await get("")).toEqual({
    data: {en: {displayName: "English", nativeName: "English"}},
    message: ""
  });
  expect(await get("/default")).toEqual({data: {}, message: ""});
  expect(await get("/de_DE")).toEqual({
    data: {},
    message: "Language pack 'de_DE' not installed!"
  });
});

test("the licences are those of the packages in the lock file, with their texts", async () => {
  const folder = folderWith({
    "package-lock.json": JSON.stringify({
      packages: {
        "": {name: "root"},
        "node_modules/a": {version: "1.0.0", license: "MIT"},
        "node_modules/a/node_modules/@s/b": {version: "2.0.0", license: "ISC"},
        "node_modules/dev": {version: "3.0.0", license: "MIT", dev: true},
        "node_modules/linked": {link: true}
      }
    }),
    "node_modules/a/LICENSE.md": "do as you like"
  });
  const {fetch} = await startServer({lockFile: `${folder}/package-lock.json`});
  const {bundles} = (await (await fetch("lab/api/licenses")).json()) as {
    bundles: {convnotes: {packages: object[]}};
  };
  expect(bundles.convnotes.packages).toEqual([
    {name: "a", versionInfo: "1.0.0", licenseId: "MIT", extractedText: "do as you like"},
    {name: "@s/b", versionInfo: "2.0.0", licenseId: "ISC", extractedText: ""}
  ]);
});

test("no extension is listed as blocked", async () => {
  const {fetch} = await startServer();
  const path = "lab/api/listings/@jupyterlab/extensionmanager-extension/listings.json";
  expect(await (await fetch(path)).json()).toMatchObject({blocked_extensions: []});
});

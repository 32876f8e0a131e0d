// Whose page asks: XSRF tokens, origins and hosts, over HTTP and websocket.
import {once} from "node:events";
import type {IncomingMessage} from "node:http";
import {expect, test} from "vitest";
import {WebSocket} from "ws";
import {isLoopback} from "../../../src/server/security/hosts.ts";
import {ask, logIn} from "../ask.ts";
import {type StartedServer, startServer} from "../startServer.ts";

const evil = "http://evil.example";

/** The status with which a websocket is refused, or 101. */
async function openSocket(
  {url}: StartedServer,
  headers: Record<string, string>,
  path = "api/events/subscribe"
): Promise<number> {
  const socket = new WebSocket(new URL(path, url.replace("http", "ws")), {headers});
  try {
    return await Promise.race([
      once(socket, "open").then(() => 101),
      once(socket, "unexpected-response").then(
        ([, response]) => (response as IncomingMessage).statusCode ?? 0
      )
    ]);
  } finally {
    socket.on("error", () => {});
    socket.terminate();
  }
}

test("what changes something shows the XSRF token of its cookie", async () => {
  const server = await startServer();
  const {url} = server;
  const {cookie, xsrf} = await logIn(server);
  const {origin} = new URL(url);
  const put = async (headers: Record<string, string>, query = ""): Promise<number> => {
    const {status} = await ask(`${url}api/config/x${query}`, {
      method: "PUT",
      headers: {cookie, origin, "content-type": "application/json", ...headers},
      body: "{}"
    });
    return status;
  };
  expect(await put({})).toBe(403);
  expect(await put({"x-xsrftoken": "0".repeat(48)})).toBe(403);
  expect(await put({"x-xsrftoken": ""})).toBe(403);
  expect(await put({"x-xsrftoken": xsrf})).toBe(204);
  expect(await put({}, `?_xsrf=${xsrf}`)).toBe(204);
  // A cookie without a value is no token to show.
  const emptied = cookie.replace(/_xsrf=\w+/, "_xsrf=");
  expect(await put({cookie: emptied, "x-xsrftoken": ""})).toBe(403);
});

test("every way to change something asks for it", async () => {
  const server = await startServer();
  const {cookie} = await logIn(server);
  for (const [method, path] of [
    ["POST", "api/contents"],
    ["PUT", "api/contents/a.txt"],
    ["PATCH", "api/contents/a.txt"],
    ["DELETE", "api/contents/a.txt"],
    ["POST", "api/kernels"],
    ["POST", "api/sessions"],
    ["POST", "api/terminals"],
    ["PATCH", "api/config/x"],
    ["PUT", "lab/api/workspaces/x"],
    ["DELETE", "lab/api/workspaces/x"],
    ["PUT", "lab/api/settings/x:y"],
    ["POST", "api/convnotes/course/x/copy"],
    ["POST", "api/shutdown"]
  ] as const) {
    const {status, text} = await ask(server.url + path, {method, headers: {cookie}});
    expect([path, status, text]).toEqual([
      path,
      403,
      `{"message":"'_xsrf' argument missing from request","reason":null}`
    ]);
  }
});

test("reading with a cookie is for our own pages", async () => {
  const server = await startServer();
  const {url} = server;
  const {cookie, xsrf} = await logIn(server);
  const get = async (headers: Record<string, string>): Promise<number> =>
    (await ask(`${url}api/status`, {headers: {cookie, ...headers}})).status;
  expect(await get({"sec-fetch-site": "same-origin"})).toBe(200);
  expect(await get({"sec-fetch-site": "none"})).toBe(200);
  expect(await get({referer: `${url}lab`})).toBe(200);
  expect(await get({"x-xsrftoken": xsrf})).toBe(200);
  expect(await get({})).toBe(403);
  expect(await get({"sec-fetch-site": "cross-site"})).toBe(403);
  // Another port of this machine is another's page.
  expect(await get({"sec-fetch-site": "same-site", referer: `${url}lab`})).toBe(403);
  expect(await get({referer: "http://127.0.0.1:1/lab"})).toBe(403);
  expect(await get({referer: `${evil}/${url}`})).toBe(403);
});

test("a page of another origin is told nothing, and a token makes it ours", async () => {
  const server = await startServer();
  const {url, token} = server;
  const {cookie, xsrf} = await logIn(server);
  const headers = {cookie, "x-xsrftoken": xsrf};
  const {host} = new URL(url);
  for (const origin of [
    evil,
    "null",
    "",
    `${evil}#${host}`,
    "http://127.0.0.1:1",
    `http://${host}.evil.example`
  ]) {
    const answer = await ask(`${url}api/status`, {headers: {...headers, origin}});
    expect([origin, answer.status]).toEqual([origin, 404]);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  }
  const withToken = {origin: evil, authorization: `token ${token}`};
  const answer = await ask(`${url}api/status`, {headers: withToken});
  expect(answer.status).toBe(200);
  // A program may; a page still cannot read the answer.
  expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
});

test("an origin that is allowed may call, and may ask beforehand whether it may", async () => {
  const server = await startServer({allowOrigin: evil});
  const {cookie, xsrf} = await logIn(server);
  const headers = {cookie, "x-xsrftoken": xsrf, origin: evil};
  const answer = await ask(`${server.url}api/status`, {headers});
  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBe(evil);
  const before = await ask(`${server.url}api/status`, {method: "OPTIONS", headers: {origin: evil}});
  expect(before.status).toBe(204);
  expect(before.headers["access-control-allow-headers"]).toContain("x-xsrftoken");
  const other = {...headers, origin: "http://other.example"};
  expect((await ask(`${server.url}api/status`, {headers: other})).status).toBe(404);
});

test("a websocket of another origin is refused, with a cookie and without", async () => {
  const server = await startServer();
  const {cookie} = await logIn(server);
  const {origin, host} = new URL(server.url);
  expect(await openSocket(server, {cookie, origin})).toBe(101);
  for (const foreign of [evil, "null", "http://127.0.0.1:1", `http://${host}.evil.example`]) {
    expect([foreign, await openSocket(server, {cookie, origin: foreign})]).toEqual([foreign, 403]);
  }
  expect(await openSocket(server, {origin})).toBe(403);
  expect(await openSocket(server, {})).toBe(403);
  expect(await openSocket(server, {authorization: "token wrong", origin})).toBe(403);
  expect(await openSocket(server, {authorization: `token ${server.token}`})).toBe(101);
  expect(await openSocket(server, {cookie, origin, host: "evil.example"})).toBe(403);
});

test("an upgrade is no way around the checks of other routes", async () => {
  const server = await startServer();
  const {cookie} = await logIn(server);
  for (const path of ["api/contents", "api/status", "nowhere"]) {
    expect(await openSocket(server, {origin: evil, cookie}, path), path).toBe(403);
    expect(await openSocket(server, {}, path), path).toBe(403);
  }
});

test("a websocket opens below a base URL", async () => {
  const server = await startServer({baseUrl: "/a%40b/"});
  const {cookie} = await logIn(server);
  const {origin} = new URL(server.url);
  expect(await openSocket(server, {cookie, origin})).toBe(101);
});

test("a name that leads to the loopback by another's DNS is not answered", async () => {
  const server = await startServer();
  const {url, token} = server;
  const {port} = new URL(url);
  const statusFor = async (host: string, path: string): Promise<number> =>
    (await ask(`${url}${path}`, {headers: {host, authorization: `token ${token}`}})).status;
  for (const path of ["api", "api/status", "login", "lab", "static/lab/main.js", "nowhere"]) {
    expect([path, await statusFor(`evil.example:${port}`, path)]).toEqual([path, 403]);
  }
  for (const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example:127.0.0.1",
    "localhost@evil.example",
    "192.168.1.1",
    "[::ffff:1.2.3.4]",
    "0.0.0.0"
  ]) {
    expect([host, await statusFor(host, "api/status")]).toEqual([host, 403]);
  }
  for (const host of [`localhost:${port}`, "LOCALHOST", "127.0.0.1", "127.1.2.3:80", "[::1]:9"]) {
    expect([host, await statusFor(host, "api/status")]).toEqual([host, 200]);
  }
});

test("other names are answered when that is allowed", async () => {
  const {url} = await startServer({allowRemoteAccess: true});
  expect((await ask(`${url}api`, {headers: {host: "lab.example"}})).status).toBe(200);
});

test("only addresses of this machine alone are loopback", () => {
  for (const name of [
    "127.0.0.1",
    "127.255.255.254",
    "::1",
    "0:0:0:0:0:0:0:1",
    "localhost",
    "::ffff:127.0.0.1"
  ]) {
    expect(isLoopback(name), name).toBe(true);
  }
  for (const name of [
    "0.0.0.0",
    "::",
    "1.127.0.0",
    "127.0.0.1.example",
    "127.1",
    "::2",
    "::11",
    ""
  ]) {
    expect(isLoopback(name), name).toBe(false);
  }
});

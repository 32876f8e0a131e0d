// Requests that ask for more than they should get: too large, too slow, or malformed.
import {once} from "node:events";
import {connect, type Socket} from "node:net";
import {expect, onTestFinished, test} from "vitest";
import {type StartedServer, startServer} from "../startServer.ts";

/** A connection on which a client may say what it likes. */
async function connectTo({url}: StartedServer): Promise<Socket> {
  const {port} = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** All that comes until the server closes the connection. */
async function readAll(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.on("error", () => {});
  await once(socket, "close");
  return text;
}

test("a body that says it is too large is refused before it comes", async () => {
  const server = await startServer();
  const socket = await connectTo(server);
  socket.write(
    `PUT /lab/api/workspaces/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: token ${server.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: 17000000\r\nConnection: close\r\n\r\n`
  );
  expect(await readAll(socket)).toMatch(/^HTTP\/1.1 413 /);
});

test("a body that does not say it is cut off where it becomes too large", async () => {
  const server = await startServer();
  const socket = await connectTo(server);
  const answer = readAll(socket);
  socket.write(
    `PUT /lab/api/workspaces/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: token ${server.token}\r\n` +
      `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`
  );
  const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
  for (let i = 0; i < 17; i++) socket.write(chunk);
  expect(await answer).toMatch(/^HTTP\/1.1 413 /);
});

test("a stranger's body is not read", async () => {
  const server = await startServer();
  const socket = await connectTo(server);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(
    "PUT /api/contents/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
      "Content-Length: 400000000\r\n\r\n"
  );
  await once(socket, "data");
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

test("a client that sends its request byte by byte is cut off, and others are answered meanwhile", async () => {
  const server = await startServer({requestTimeout: 400});
  const slow = await connectTo(server);
  const answer = readAll(slow);
  slow.write("GET /api HTTP/1.1\r\nHost: localhost\r\n");
  const dripping = setInterval(() => slow.write("X"), 50);
  onTestFinished(() => clearInterval(dripping));
  expect((await server.fetch("api")).status).toBe(200);
  expect(await answer).toMatch(/^(HTTP\/1.1 408 |$)/);
});

test("a client that stops in the middle of its body is cut off", async () => {
  const server = await startServer({requestTimeout: 400});
  const slow = await connectTo(server);
  slow.write(
    `PUT /api/config/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: token ${server.token}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":'
  );
  expect(await readAll(slow)).toMatch(/^(HTTP\/1.1 408 |$)/);
});

test("headers that never end are refused", async () => {
  const server = await startServer();
  const socket = await connectTo(server);
  const answer = readAll(socket);
  socket.write(`GET /api HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(40_000)}`);
  expect(await answer).toMatch(/^HTTP\/1.1 431 /);
});

test("what is no HTTP, or two requests in one, is refused", async () => {
  const server = await startServer();
  for (const text of [
    "nonsense\r\n\r\n",
    "GET /api HTTP/1.1\r\n\r\n",
    "POST /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "GET /api HTTP/1.1\r\nHost: localhost\r\nX : 1\r\n\r\n"
  ]) {
    const socket = await connectTo(server);
    socket.write(text);
    expect([text, await readAll(socket)]).toEqual([text, expect.stringMatching(/^HTTP\/1.1 400 /)]);
  }
});

test("a body that is no JSON object is refused in Jupyter's form", async () => {
  const server = await startServer();
  for (const body of ["{", "", "[1]", '"text"']) {
    const answer = await server.fetch("api/config/x", {
      method: "PUT",
      headers: {"content-type": "application/json"},
      body
    });
    expect([body, answer.status]).toEqual([body, 400]);
    expect(await answer.json()).toHaveProperty("message");
  }
});

test("a body cannot change what all objects have", async () => {
  const server = await startServer();
  const body =
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}';
  for (const method of ["PUT", "PATCH", "PATCH"]) {
    expect((await server.fetch("api/config/x", {method, body})).ok).toBe(true);
  }
  expect({}).not.toHaveProperty("polluted");
  expect(await (await server.fetch("api/config/x")).text()).toContain("__proto__");
});

import {once} from "node:events";
import type {AddressInfo} from "node:net";
import {expect, onTestFinished, test} from "vitest";
import {WebSocket, WebSocketServer} from "ws";
import {keepAlive} from "../../../src/server/channels/keepAlive.ts";

/** A socket that is asked every 20 ms whether it is there. */
async function connect({autoPong}: {autoPong: boolean}): Promise<WebSocket> {
  const server = new WebSocketServer({port: 0, host: "127.0.0.1"});
  onTestFinished(() => server.close());
  server.on("connection", (socket) => keepAlive(socket, {interval: 20}));
  await once(server, "listening");
  const {port} = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, {autoPong});
  onTestFinished(() => client.terminate());
  await once(client, "open");
  return client;
}

test("a client that no longer answers is let go, without a farewell that it would not hear", async () => {
  const client = await connect({autoPong: false});
  const [code] = (await once(client, "close")) as [number];
  expect(code).toBe(1006);
});

test("a client that answers stays, though it says nothing by itself", async () => {
  const client = await connect({autoPong: true});
  for (let pings = 0; pings < 10; ++pings) await once(client, "ping");
  expect(client.readyState).toBe(WebSocket.OPEN);
});

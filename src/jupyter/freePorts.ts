import {createServer, type Server} from "node:net";
import {type Port, ports} from "./connectionFile.ts";

/**
 * Ports of this machine that nobody listens on, one for each socket of a kernel.
 *
 * All are held until the last is found, so that they differ; from then on until the kernel takes
 * them anybody else may, which whoever starts it has to survive.
 */
export async function freePorts(): Promise<Record<Port, number>> {
  const servers = await Promise.all(ports.map(listen));
  const numbers = servers.map((server) => (server.address() as {port: number}).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(ports.map((port, index) => [port, numbers[index]])) as never;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
  });
}

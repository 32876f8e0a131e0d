import {type AddressInfo, createServer, type Server} from "node:net";
import {type Port, ports} from "./connectionFile.ts";

/** What this process has given to its kernels: they may not listen yet, and then nobody else knows. */
const given = new Set<number>();

/**
 * Ports of this machine that nobody listens on, one for each socket of a kernel, and that no other kernel
 * of this process has been given. They are held until the last is found; from then on until the kernel
 * takes them another process may, which whoever starts it has to survive.
 */
export async function freePorts(): Promise<Record<Port, number>> {
  const servers: Server[] = [];
  const numbers: number[] = [];
  try {
    while (numbers.length < ports.length) {
      const server = await listen();
      servers.push(server); // also one that was given: else the system might offer it again and again
      const {port} = server.address() as AddressInfo;
      if (given.has(port)) continue;
      given.add(port);
      numbers.push(port);
    }
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return Object.fromEntries(ports.map((port, index) => [port, numbers[index]])) as never;
}

/** Gives back the ports of a kernel that has ended. */
export function releasePorts(numbers: readonly number[]): void {
  for (const number of numbers) given.delete(number);
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
  });
}

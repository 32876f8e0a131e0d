import type {AddressInfo} from "node:net";
import type {FastifyInstance} from "fastify";

/** How many ports are tried before giving up. */
const attempts = 50;

/**
 * Listens on a port, or on the next one that is free.
 *
 * @returns the port that was taken
 * @throws Error if none of fifty ports is free, or the address is none of this machine
 */
export async function listen(app: FastifyInstance, ip: string, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    try {
      await app.listen({host: ip, port: candidate});
      return (app.server.address() as AddressInfo).port;
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      const isTaken = code === "EADDRINUSE" || (code === "EACCES" && candidate !== port);
      if (!isTaken || candidate >= Math.min(port + attempts - 1, 65_535)) throw error;
    }
  }
}

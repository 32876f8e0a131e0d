import {randomUUID} from "node:crypto";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import type {Kernels} from "../kernels/kernels.ts";
import type {RunningKernel} from "../kernels/runningKernel.ts";
import {Clients} from "./clients.ts";
import {keepAlive} from "./keepAlive.ts";

/**
 * `/api/kernels/<id>/channels`: the websocket over which a client speaks with a kernel, in Jupyter's
 * JSON protocol or, if it asks for it, in `v1.kernel.websocket.jupyter.org`. All clients of a kernel
 * share one set of sockets; a client is known by the `session_id` of its query.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html
 */
export function channelsRoutes(
  app: FastifyInstance,
  {log}: ServerContext,
  kernels: Kernels
): Map<string, Clients> {
  const clients = new Map<string, Clients>();
  kernels.onStart((kernel: RunningKernel) => {
    clients.set(kernel.id, new Clients(kernel, {log}));
    kernel.once("end", () => clients.delete(kernel.id));
  });

  app.get<{Params: {id: string}; Querystring: {session_id?: string}}>(
    "/api/kernels/:id/channels",
    {
      websocket: true,
      config: {tracksActivity: false},
      // Before the upgrade, so that the client is answered in HTTP.
      preHandler: ({params}, _reply, done) => {
        kernels.get(params.id);
        done();
      }
    },
    (socket, {params, query}) => {
      keepAlive(socket);
      const session = query.session_id || randomUUID();
      const ofKernel = clients.get(params.id);
      if (ofKernel) ofKernel.connect(socket, session);
      else socket.close(1000, "the kernel was shut down");
    }
  );
  return clients;
}

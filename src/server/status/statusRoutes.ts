import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";

/** The version of Jupyter Server's interface that ours follows; clients choose by it what they may ask. */
export const apiVersion = "2.20.0";

/** `/api` (the version, for anyone), `/api/status` and `/api/shutdown`. */
export function statusRoutes(app: FastifyInstance, {activity, stop}: ServerContext): void {
  app.get("/api", {config: {access: "public"}}, () => ({version: apiVersion}));

  app.get("/api/status", {config: {tracksActivity: false}}, () => ({
    started: activity.started.toISOString(),
    last_activity: activity.lastActivity.toISOString(),
    kernels: activity.kernels,
    connections: activity.connections
  }));

  app.post("/api/shutdown", (_request, reply) => {
    reply.raw.once("finish", stop);
    return reply.code(200).send();
  });
}

import type {FastifyInstance} from "fastify";

/** `/api/nbconvert`: the formats that a notebook can be exported to, by name. */
export function nbconvertRoutes(app: FastifyInstance): void {
  app.get("/api/nbconvert", () => ({}));
}

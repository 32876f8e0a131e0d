import type {FastifyInstance} from "fastify";

/** `/lab/api/listings`: which extensions may not be installed; nothing is listed, none is installed from here. */
export function listingsRoutes(app: FastifyInstance): void {
  app.get("/lab/api/listings/*", () => ({
    blocked_extensions_uris: [],
    allowed_extensions_uris: [],
    blocked_extensions: [],
    allowed_extensions: []
  }));
}

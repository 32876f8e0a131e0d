import type {Visitor} from "./authentication.ts";

/**
 * Who may ask for a route, and what a refusal looks like; `api` when the route does not say.
 *
 * - `api`: who has logged in, from our own pages; a refusal is JSON
 * - `page`: who has logged in, from anywhere, as a link leads to it; a stranger is shown the login page
 * - `public`: anyone whose request was meant for this server
 * - `report`: as `api`, but sent by the browser itself, which can show no XSRF token
 */
export type Access = "api" | "page" | "public" | "report";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** Whether asking counts as activity, which keeps idle servers and kernels alive; true by default. */
    tracksActivity?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null for a stranger, whom only public routes answer. */
    visitor: Visitor | null;
  }
}

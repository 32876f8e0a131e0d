import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";

/** `/api/security/csp-report`: where browsers tell what a content security policy stopped. */
export function cspReportRoutes(app: FastifyInstance, {log}: ServerContext): void {
  const options = {config: {access: "report"}, bodyLimit: 64 * 1024} as const;
  app.addContentTypeParser(
    ["application/csp-report", "application/reports+json"],
    {parseAs: "string"},
    (_request, body, done) => done(null, body)
  );
  app.post("/api/security/csp-report", options, ({body}, reply) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    log.warn(`the browser stopped what the content security policy forbids: ${text}`);
    return reply.code(204).send();
  });
}

import {STATUS_CODES} from "node:http";
import type {FastifyInstance, FastifyReply} from "fastify";
import {HttpError} from "./httpError.ts";
import {card, sendCard} from "./pages/card.ts";

/**
 * Answers what a resource throws in Jupyter's form. What nobody foresaw is logged, and its text stays
 * here: it may hold paths or secrets.
 */
export function sendErrors(app: FastifyInstance, {baseUrl}: {baseUrl: string}): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof HttpError) {
      const {status, message, reason, details, headers} = error;
      return sendError(reply.headers(headers), status, {message, reason, ...details});
    }
    const status = (error as {statusCode?: number}).statusCode ?? 500;
    if (status < 500) {
      const message = error instanceof Error ? error.message : String(error);
      return sendError(reply, status, {message, reason: null});
    }
    request.log.error(error, `${request.method} ${pathOf(request.originalUrl)}`);
    return sendError(reply, status, {message: "Unhandled error", reason: null, traceback: ""});
  });
  app.setNotFoundHandler(({headers}, reply) => {
    if (!headers.accept?.includes("text/html")) {
      return sendError(reply, 404, {message: STATUS_CODES[404], reason: null});
    }
    const body = `<p>This address leads nowhere.</p>
<p><a class="button" href="${baseUrl}lab">Open the lab</a></p>`;
    return sendCard(reply.code(404), card("Nothing here", body));
  });
}

function sendError(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}

/** A URL without its query, where a token may be. */
export function pathOf(url: string): string {
  return url.split("?")[0] ?? "";
}

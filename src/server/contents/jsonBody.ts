import type {FastifyInstance, FastifyRequest} from "fastify";
import {HttpError} from "../httpError.ts";

/**
 * Reads the bodies of a resource as JSON whatever type they say they have, and takes none for an
 * answer, as Jupyter Server does: its clients announce JSON and send nothing.
 *
 * @param isLeft - whether a body stays the bytes it is
 */
export function acceptJson(
  app: FastifyInstance,
  isLeft: (request: FastifyRequest, body: Buffer) => boolean = () => false
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("*", {parseAs: "buffer"}, (request, body, done) => {
    if (isLeft(request, body)) return done(null, body);
    try {
      const text = body.toString();
      done(null, text.trim() === "" ? undefined : JSON.parse(text));
    } catch (cause) {
      done(new HttpError(400, "Invalid JSON in body of request", {cause}));
    }
  });
}

/**
 * The object in a request's body; undefined if there is none.
 *
 * @throws HttpError 400 if it is something else
 */
export function objectIn({body}: FastifyRequest): Record<string, unknown> | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "object" && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new HttpError(400, "The body of the request is a JSON object");
}

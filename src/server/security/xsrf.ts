import type {FastifyReply, FastifyRequest} from "fastify";
import {equalSecrets, randomToken} from "./secrets.ts";

// The front end reads the cookie by this name and sends it back in a header, which a page of another
// origin can neither read nor send.
const cookie = "_xsrf";

/** Gives the browser the token that it must send with what changes something, unless it has one. */
export function giveXsrfToken(request: FastifyRequest, reply: FastifyReply, path: string): string {
  const known = request.cookies[cookie];
  if (known !== undefined && /^[0-9a-f]{48}$/.test(known)) return known;
  const token = randomToken();
  reply.setCookie(cookie, token, {path, sameSite: "lax", secure: request.protocol === "https"});
  return token;
}

/** Whether a request shows the XSRF token of its cookie, in a header or in the query. */
export function showsXsrfToken(request: FastifyRequest): boolean {
  const {_xsrf: inQuery} = request.query as {_xsrf?: unknown};
  const {"x-xsrftoken": inHeader, "x-csrftoken": inOtherHeader} = request.headers;
  return isXsrfToken(request, inHeader ?? inOtherHeader ?? inQuery);
}

/** Whether something is the XSRF token of a request's cookie. */
export function isXsrfToken({cookies}: FastifyRequest, shown: unknown): boolean {
  const expected = cookies[cookie];
  return Boolean(expected) && typeof shown === "string" && equalSecrets(shown, expected ?? "");
}

import type {FastifyRequest} from "fastify";
import type {ServerConfig} from "../config/serverConfig.ts";

/**
 * Whether the page that asks is one of ours or of the origin that is allowed. A request without an
 * Origin is of no page; one that shows the token knows what no foreign page knows.
 */
export function isFromAllowedOrigin(
  {headers, visitor}: FastifyRequest,
  {allowOrigin}: ServerConfig
): boolean {
  const {origin, host} = headers;
  if (origin === undefined || visitor?.byToken) return true;
  return hostOf(origin) === host?.toLowerCase() || isAllowed(origin, allowOrigin);
}

/**
 * Whether the browser says that a request to read comes from one of our pages or from the reader's
 * own hand (an address typed, a bookmark).
 */
export function isFromOwnPage({headers}: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  return headers.referer !== undefined && hostOf(headers.referer) === headers.host?.toLowerCase();
}

/** Whether a page, not a program, asks, as far as the headers tell. */
export function isOfBrowser({headers}: FastifyRequest): boolean {
  return headers["sec-fetch-site"] !== undefined || headers.referer !== undefined;
}

/** The headers that let pages of the allowed origin read our answers. */
export function corsHeaders(
  origin: string | undefined,
  {allowOrigin}: ServerConfig
): Record<string, string> {
  if (origin === undefined || !isAllowed(origin, allowOrigin)) return {};
  return {
    "access-control-allow-origin": allowOrigin === "*" ? "*" : origin,
    "access-control-allow-headers": "accept, content-type, authorization, x-xsrftoken",
    "access-control-allow-methods": "GET, PUT, POST, PATCH, DELETE, OPTIONS",
    // With "*" no cookie is sent along, only a token.
    ...(allowOrigin === "*" ? {} : {"access-control-allow-credentials": "true"}),
    vary: "Origin"
  };
}

function isAllowed(origin: string, allowOrigin: string): boolean {
  return allowOrigin === "*" || (allowOrigin !== "" && allowOrigin === origin.toLowerCase());
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).host;
  } catch {
    return undefined;
  }
}

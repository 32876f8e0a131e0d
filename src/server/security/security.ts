import cookie from "@fastify/cookie";
import type {FastifyInstance, FastifyReply, FastifyRequest} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import type {Access} from "./access.ts";
import {Authentication} from "./authentication.ts";
import {securityHeaders} from "./headers.ts";
import {checkHost} from "./hosts.ts";
import {loginRoutes} from "./login.ts";
import {corsHeaders, isFromAllowedOrigin, isFromOwnPage, isOfBrowser} from "./origins.ts";
import {cookieKey} from "./secrets.ts";
import {giveXsrfToken, showsXsrfToken} from "./xsrf.ts";

/**
 * Makes every route of an app, websockets included, answer only requests that were meant for this
 * server (host), come from our own pages or from a program (origin, XSRF), and show that they may
 * (token, cookie). A route says with `config: {access}` when it is more open than that.
 *
 * @param chosenToken - the token that was chosen, not made: when it changes, logins end; a login
 *   outlives a token that is another at every start
 */
export async function secure(
  app: FastifyInstance,
  context: ServerContext,
  chosenToken: string
): Promise<void> {
  const {config, baseUrl, runtimeDir, activity} = context;
  const authentication = new Authentication(context);
  await app.register(cookie, {
    secret: cookieKey(runtimeDir, JSON.stringify([config.passwordHash, chosenToken]))
  });
  app.decorateRequest("visitor", null);

  app.addHook("onRequest", async (request, reply) => {
    const {tracksActivity = true} = request.routeOptions.config;
    const access = accessOf(request);
    reply.headers(securityHeaders(access, baseUrl));
    checkHost(request.headers.host, config);
    reply.headers(corsHeaders(request.headers.origin, config));
    if (request.method === "OPTIONS") return reply.code(204).send();
    request.visitor = authentication.visitorOf(request);
    if (access === "public") return;
    if (access === "page") return letIn(request, reply);
    if (!request.visitor) throw new HttpError(403, "Forbidden");
    checkSender(request);
    const {no_track_activity: isQuiet} = request.query as {no_track_activity?: string};
    if (tracksActivity && isQuiet === undefined) activity.lastActivity = new Date();
  });

  /** Shows a page to who may see it, and the way to log in to who may not. */
  function letIn(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const {visitor} = request;
    const url = withoutToken(request.originalUrl);
    if (!visitor) return reply.redirect(`${baseUrl}login?next=${encodeURIComponent(url)}`);
    if (visitor.byToken) authentication.remember(request, reply, visitor.username);
    giveXsrfToken(request, reply, baseUrl);
    // The token goes out of the address bar, the history and what is shared of them.
    return url === request.originalUrl ? undefined : reply.redirect(url);
  }

  /** @throws HttpError if a page of another origin asks, by the browser of somebody who is logged in */
  function checkSender(request: FastifyRequest): void {
    const {visitor, method, ws: isWebsocket, routeOptions} = request;
    if (routeOptions.config.access === "report" || visitor?.byToken) return;
    if (!isFromAllowedOrigin(request, config)) {
      // Jupyter does not tell a foreign page what there is.
      throw isWebsocket ? new HttpError(403, "Forbidden") : new HttpError(404, "Not Found");
    }
    if (isWebsocket || showsXsrfToken(request)) return;
    if (!isReading(method)) throw new HttpError(403, "'_xsrf' argument missing from request");
    if (isFromOwnPage(request)) return;
    const {referer} = request.headers;
    if (!authentication.isOn && !isOfBrowser(request)) return;
    const from = referer ? `Cross Origin request from ${referer}.` : "request from unknown origin";
    throw new HttpError(403, `Blocking ${from}`);
  }

  await app.register((scope, _options, done) => {
    loginRoutes(scope, context, authentication);
    done();
  });
}

/** What a request is to somebody who has no business here; an address that leads nowhere is a page. */
function accessOf({is404, routeOptions, headers}: FastifyRequest): Access {
  if (is404 && headers.accept?.includes("text/html")) return "page";
  return routeOptions.config.access ?? "api";
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** A path and query without the parameter `token`; it leads to this server, as `//name` and `/\\name` would not. */
function withoutToken(url: string): string {
  const [, path = "", query = ""] = /^([^?]*)\??(.*)$/.exec(url.replace(/^[\\/]+/, "/")) ?? [];
  const kept = query.split("&").filter((part) => part && !/^token(=|$)/.test(part));
  return kept.length > 0 ? `${path}?${kept.join("&")}` : path;
}

import {randomUUID} from "node:crypto";
import type {FastifyInstance, FastifyReply, FastifyRequest} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {card, sendCard} from "../pages/card.ts";
import {escapeHtml} from "../pages/html.ts";
import type {Authentication} from "./authentication.ts";
import {giveXsrfToken, isXsrfToken} from "./xsrf.ts";

/** `/login`, a page with one field, and `/logout`. */
export function loginRoutes(
  app: FastifyInstance,
  {baseUrl, config}: ServerContext,
  authentication: Authentication
): void {
  const isPublic = {config: {access: "public"}} as const;
  const hasPassword = config.passwordHash !== "";

  app.get("/login", isPublic, (request, reply) => {
    const next = nextOf(request, baseUrl);
    if (!request.visitor) return showForm(request, reply, next);
    if (request.visitor.byToken) {
      authentication.remember(request, reply, request.visitor.username);
    }
    return reply.redirect(next);
  });

  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    {parseAs: "string"},
    (_request, body, done) => done(null, new URLSearchParams(body as string))
  );
  app.post("/login", {...isPublic, bodyLimit: 8192}, async (request, reply) => {
    const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    // Else a foreign page could log its reader in, as somebody it knows.
    if (!isXsrfToken(request, fields.get("_xsrf"))) {
      throw new HttpError(403, "'_xsrf' argument missing from POST");
    }
    const next = nextOf(request, baseUrl);
    try {
      await checkSecret(fields.get("password") ?? "", request);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return showForm(
        request,
        reply.code(error.status).headers(error.headers),
        next,
        error.message
      );
    }
    authentication.remember(request, reply, randomUUID());
    return reply.redirect(next, 303);
  });

  app.get("/logout", isPublic, (request, reply) => {
    authentication.forget(request, reply);
    const body = `<p>This browser is logged out. What runs goes on running.</p>
<p><a class="button" href="${baseUrl}login">Log in</a></p>`;
    return sendCard(reply, card("Logged out", body));
  });

  /** @throws HttpError, in words for the reader, if what was typed does not open the server */
  async function checkSecret(secret: string, request: FastifyRequest): Promise<void> {
    if (secret === "") {
      throw new HttpError(400, `Please type the ${hasPassword ? "password" : "token"}.`);
    }
    if (await authentication.accepts(secret, request)) return;
    throw new HttpError(
      401,
      hasPassword
        ? "That is not the password."
        : "That is not the token of this server; a server that starts anew has a new one."
    );
  }

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    message = ""
  ): FastifyReply {
    const xsrf = giveXsrfToken(request, reply, baseUrl);
    const label = hasPassword ? "Password" : "Token";
    const hint = hasPassword
      ? "The password that this server was started with."
      : "The terminal that started the server shows an address that ends in <code>token=…</code>: open that address, or copy what follows the equals sign.";
    const alert = message ? `<p role="alert" id="message">${escapeHtml(message)}</p>` : "";
    const described = message ? "message hint" : "hint";
    return sendCard(
      reply,
      card(
        "Log in",
        `${alert}<form method="post" action="${baseUrl}login?next=${encodeURIComponent(next)}">
<input type="hidden" name="_xsrf" value="${xsrf}">
<label for="password">${label}</label>
<input id="password" name="password" type="password" autocomplete="current-password" autofocus required aria-describedby="${described}"${message ? ' aria-invalid="true"' : ""}>
<button type="submit">Log in</button>
<p class="hint" id="hint">${hint}</p>
</form>`
      )
    );
  }
}

/** Where to go after the login: a path of this server, whatever the query says. */
function nextOf({query}: FastifyRequest, baseUrl: string): string {
  const {next} = query as {next?: unknown};
  const start = `${baseUrl}lab`;
  if (typeof next !== "string") return start;
  const here = "http://here.invalid";
  try {
    const {origin, pathname, search} = new URL(next, here);
    return origin === here && pathname.startsWith(baseUrl) && !pathname.startsWith("//")
      ? `${pathname}${search}`
      : start;
  } catch {
    return start;
  }
}

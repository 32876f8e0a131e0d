import {randomUUID} from "node:crypto";
import type {CookieSerializeOptions} from "@fastify/cookie";
import type {FastifyReply, FastifyRequest} from "fastify";
import type {ServerConfig} from "../config/serverConfig.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {FailureLimit} from "./failureLimit.ts";
import {checkPassword} from "./password.ts";
import {equalSecrets} from "./secrets.ts";

/** Somebody who may use the server. */
export interface Visitor {
  /** The same in all tabs of a browser. */
  username: string;
  /** Whether the request itself shows the token, as no foreign page can make a browser do. */
  byToken: boolean;
}

const thirtyDays = 30 * 24 * 3600;

/**
 * Knows visitors: by the token in the URL or in the `Authorization` header, or by the cookie that
 * logging in leaves.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/operators/security.html
 */
export class Authentication {
  readonly #config: Readonly<ServerConfig>;
  readonly #cookie: CookieSerializeOptions;
  readonly #failures = new FailureLimit();

  constructor({config, baseUrl}: ServerContext) {
    this.#config = config;
    this.#cookie = {httpOnly: true, sameSite: "lax", path: baseUrl, signed: true};
  }

  /** Whether anything is asked of a visitor at all. */
  get isOn(): boolean {
    return this.#config.token !== "" || this.#config.passwordHash !== "";
  }

  /**
   * Who asks, or null for a stranger.
   *
   * @throws HttpError 429 if wrong tokens came from the address too often
   */
  visitorOf(request: FastifyRequest): Visitor | null {
    const username = this.#usernameInCookie(request);
    const token = tokenIn(request);
    if (token !== undefined && this.#config.token !== "") {
      // Who is logged in is not shut out by the mistakes of others at the same address.
      if (username === undefined) this.#refuseWhenTooMany(request);
      if (equalSecrets(token, this.#config.token)) {
        return {username: username ?? randomUUID(), byToken: true};
      }
      if (username === undefined) this.#failures.fail(request.ip);
    }
    if (username !== undefined) return {username, byToken: false};
    return this.isOn ? null : {username: "anonymous", byToken: false};
  }

  /**
   * Whether a password, or a token in its place, opens the server.
   *
   * @throws HttpError 429 if wrong ones came from the address too often
   */
  async accepts(secret: string, request: FastifyRequest): Promise<boolean> {
    this.#refuseWhenTooMany(request);
    const {token, passwordHash} = this.#config;
    if (token !== "" && equalSecrets(secret, token)) return true;
    // Counted before the hash is computed: a burst of guesses does not slip through meanwhile.
    this.#failures.fail(request.ip);
    if (passwordHash === "" || !(await checkPassword(secret, passwordHash))) return false;
    this.#failures.forgive(request.ip);
    return true;
  }

  /** Makes the browser remember a visitor. */
  remember(request: FastifyRequest, reply: FastifyReply, username: string): void {
    reply.setCookie(cookieName(request), JSON.stringify([username, Date.now()]), {
      ...this.#cookie,
      secure: request.protocol === "https",
      maxAge: thirtyDays
    });
  }

  /** Makes the browser forget whoever it remembers. */
  forget(request: FastifyRequest, reply: FastifyReply): void {
    reply.clearCookie(cookieName(request), this.#cookie);
  }

  #refuseWhenTooMany(request: FastifyRequest): void {
    const seconds = this.#failures.wait(request.ip);
    if (seconds === 0) return;
    throw new HttpError(429, `Too many wrong attempts to log in; try again in ${seconds} s`, {
      headers: {"retry-after": String(seconds)}
    });
  }

  #usernameInCookie(request: FastifyRequest): string | undefined {
    const cookie = request.cookies[cookieName(request)];
    if (cookie === undefined) return undefined;
    const {valid, value} = request.unsignCookie(cookie);
    if (!valid) return undefined;
    const [username, since] = JSON.parse(value) as [string, number];
    return Date.now() - since < thirtyDays * 1000 ? username : undefined;
  }
}

/** The cookie of this server among those that others on the same host have set: it has host and port in its name. */
function cookieName({headers}: FastifyRequest): string {
  return `convnotes-${(headers.host ?? "").replace(/[^a-z0-9]/gi, "-")}`;
}

function tokenIn({query, headers}: FastifyRequest): string | undefined {
  const inHeader = /^(?:token|bearer)\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (inHeader !== undefined) return inHeader;
  const {token} = query as {token?: unknown};
  return typeof token === "string" && token !== "" ? token : undefined;
}

import {onTestFinished} from "vitest";
import type {ServerOptions} from "../../src/server/app.ts";
import {serve, type Served} from "./serve.ts";

export interface StartedServer extends Omit<Served, "close"> {
  /** Asks with the token, as a program does; the path begins without a slash: `api/status`. */
  fetch: (path: string, options?: RequestInit) => Promise<Response>;
}

/** A server on a free port and in folders of its own, until the test is over. */
export async function startServer(options: ServerOptions = {}): Promise<StartedServer> {
  const {close, ...server} = await serve(options);
  onTestFinished(close);
  const {url, token} = server;
  return {
    ...server,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (token && !headers.has("authorization")) headers.set("authorization", `token ${token}`);
      return fetch(url + path, {redirect: "manual", ...init, headers});
    }
  };
}

import {mkdirSync, mkdtempSync, rmSync} from "node:fs";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {onTestFinished} from "vitest";
import {createServer, type ServerOptions} from "../../src/server/app.ts";

export interface StartedServer {
  app: FastifyInstance;
  /** `http://127.0.0.1:PORT/`, with the base URL. */
  url: string;
  token: string;
  /** A folder of this server alone: `root`, which the file browser shows, `config`, `data` and `runtime` below it. */
  folder: string;
  rootDir: string;
  /** Asks with the token, as a program does; the path begins without a slash: `api/status`. */
  fetch: (path: string, options?: RequestInit) => Promise<Response>;
}

/** A server on a free port and in folders of its own, until the test is over. */
export async function startServer(options: ServerOptions = {}): Promise<StartedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-server-"));
  const within = (name: string): string => path.join(folder, name);
  mkdirSync(within("root"));
  const app = await createServer({
    rootDir: within("root"),
    configDir: within("config"),
    dataDir: within("data"),
    runtimeDir: within("runtime"),
    ...options
  });
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, {recursive: true, force: true});
  });
  await app.listen({port: 0, host: "127.0.0.1"});
  const {port} = app.server.address() as AddressInfo;
  const url = new URL(options.baseUrl ?? "/", `http://127.0.0.1:${port}`).href.replace(/\/*$/, "/");
  const {token} = app;
  return {
    app,
    url,
    token,
    folder,
    rootDir: options.rootDir ?? within("root"),
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (token && !headers.has("authorization")) headers.set("authorization", `token ${token}`);
      return fetch(url + path, {redirect: "manual", ...init, headers});
    }
  };
}

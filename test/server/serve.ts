import {mkdirSync, mkdtempSync, rmSync} from "node:fs";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {createServer, type ServerOptions} from "../../src/server/app.ts";

export interface Served {
  app: FastifyInstance;
  /** `http://127.0.0.1:PORT/`, with the base URL. */
  url: string;
  token: string;
  /** A folder of this server alone: `root`, which the file browser shows, `config`, `data` and `runtime` below it. */
  folder: string;
  rootDir: string;
  close: () => Promise<void>;
}

/** A server on a free port and in folders of its own, which are gone when it is closed. */
export async function serve(options: ServerOptions = {}): Promise<Served> {
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
  await app.listen({port: 0, host: "127.0.0.1"});
  const {port} = app.server.address() as AddressInfo;
  return {
    app,
    url: new URL(options.baseUrl ?? "/", `http://127.0.0.1:${port}`).href.replace(/\/*$/, "/"),
    token: app.token,
    folder,
    rootDir: options.rootDir ?? within("root"),
    close: async () => {
      await app.close();
      rmSync(folder, {recursive: true, force: true});
    }
  };
}

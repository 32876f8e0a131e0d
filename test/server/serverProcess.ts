import {type ChildProcess, spawn} from "node:child_process";
import {once} from "node:events";
import {mkdirSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {onTestFinished} from "vitest";
import type {ServerOptions} from "../../src/server/app.ts";

const app = new URL("../../dist/src/server/app.js", import.meta.url).href;

/** A server that is a process of its own, as `build.js` built it, so that it can be killed. */
export interface ServerProcess {
  url: string;
  child: ChildProcess;
  fetch(path: string, options?: RequestInit): Promise<Response>;
  /** Kills it as `kill -9` does, and settles when it is gone. */
  kill(): Promise<void>;
}

/** Folders for servers that come and go, and what removes them. */
export function serverFolders(): {folder: string; rootDir: string; remove: () => void} {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-server-"));
  mkdirSync(path.join(folder, "root"));
  const remove = (): void => rmSync(folder, {recursive: true, force: true});
  return {folder, rootDir: path.join(folder, "root"), remove};
}

/**
 * Starts a server in such folders; it ends with the test at the latest.
 *
 * @param shell - what a shell does before it becomes the server: `ulimit -f 1000`
 * @param under - a command that becomes the server, with the server's own command as arguments
 */
export async function startServerProcess(
  folder: string,
  {
    shell = "",
    under = [],
    ...options
  }: ServerOptions & {shell?: string; under?: readonly string[]} = {}
): Promise<ServerProcess> {
  const within = (name: string): string => path.join(folder, name);
  const all = {
    rootDir: within("root"),
    configDir: within("config"),
    dataDir: within("data"),
    runtimeDir: within("runtime"),
    token: "secret",
    deleteToTrash: false,
    ...options
  };
  const script = `
    import {createServer} from ${JSON.stringify(app)};
    const app = await createServer(${JSON.stringify(all)});
    await app.listen({port: 0, host: "127.0.0.1"});
    console.log(app.server.address().port);`;
  const node = [...under, process.execPath, "--input-type=module", "-e", script];
  const [command = "", ...args] = shell ? ["sh", "-c", `${shell}; exec "$@"`, "sh", ...node] : node;
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const child = spawn(command, args, {cwd, stdio: ["ignore", "pipe", "inherit"]});
  const exited = once(child, "exit");
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await Promise.race([
    once(child.stdout, "data"),
    exited.then(() => Promise.reject(new Error("the server ended before it listened")))
  ])) as [Buffer];
  const url = `http://127.0.0.1:${line.toString().trim()}/`;
  return {
    url,
    child,
    fetch: (path, init = {}) => {
      const headers = {authorization: "token secret", "content-type": "application/json"};
      return fetch(url + path, {...init, headers: {...headers, ...(init.headers as object)}});
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    }
  };
}

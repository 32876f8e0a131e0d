import {existsSync, statSync} from "node:fs";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {acceptJson, objectIn} from "../contents/jsonBody.ts";
import {locate} from "../contents/locate.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {findSpawn, type Spawn} from "./pty.ts";
import {Terminal} from "./terminal.ts";

/**
 * `/api/terminals`, `/api/terminals/<name>` and the websocket `/terminals/websocket/<name>`, as Jupyter
 * Server has them; none of them where terminals cannot be had. Closing the app ends all terminals.
 */
export async function terminalsRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  const spawn = context.config.terminals ? await findSpawn() : undefined;
  context.pageConfig.terminalsAvailable = spawn !== undefined;
  if (!spawn) return;
  const terminals = new Map<string, Terminal>();
  acceptJson(app);

  const find = (name: string): Terminal => {
    const terminal = terminals.get(name);
    if (!terminal) throw new HttpError(404, `Terminal not found: ${name}`);
    return terminal;
  };

  app.get("/api/terminals", {config: {tracksActivity: false}}, () =>
    [...terminals.values()].map((terminal) => terminal.model())
  );

  app.post("/api/terminals", async (request) => {
    const {name, cwd} = objectIn(request) ?? {};
    const isNamed = typeof name === "string" && name !== "";
    if (isNamed && !/^\w[\w.-]*$/.test(name)) {
      throw new HttpError(400, `Not a name of a terminal: ${name}`);
    }
    const folder = await workingFolder(typeof cwd === "string" ? cwd : "", context);
    // Nothing is waited for from here on, so that of those that ask at once each sees the one before.
    const there = isNamed && terminals.get(name);
    if (there) return there.model();
    const free = isNamed ? name : nextName(terminals);
    const terminal = start(spawn, free, folder);
    terminals.set(free, terminal);
    void terminal.ended.then(() => terminals.delete(free));
    return terminal.model();
  });

  type Params = {Params: {name: string}};

  app.get<Params>("/api/terminals/:name", {config: {tracksActivity: false}}, ({params}) =>
    find(params.name).model()
  );

  app.delete<Params>("/api/terminals/:name", async ({params}, reply) => {
    await find(params.name).close();
    return reply.code(204).send();
  });

  app.get<Params>(
    "/terminals/websocket/:name",
    {
      websocket: true,
      preHandler: ({params}, _reply, done) => {
        find(params.name);
        done();
      }
    },
    (socket, {params}) => terminals.get(params.name)?.connect(socket)
  );

  app.addHook("preClose", async () => {
    await Promise.all([...terminals.values()].map((terminal) => terminal.close()));
  });
}

/** The smallest number that is free, as Jupyter names terminals. */
function nextName(terminals: Map<string, Terminal>): string {
  for (let number = 1; ; ++number) if (!terminals.has(String(number))) return String(number);
}

function start(spawn: Spawn, name: string, folder: string): Terminal {
  const isWindows = process.platform === "win32";
  const shell = isWindows ? (process.env.COMSPEC ?? "cmd.exe") : (process.env.SHELL ?? "/bin/sh");
  const pty = spawn(shell, isWindows ? [] : ["-l"], {
    name: "xterm-256color",
    cols: 80,
    rows: 24,
    cwd: folder,
    env: {...process.env, TERM: "xterm-256color"}
  });
  return new Terminal(name, pty);
}

/** @throws HttpError if an API path leads out of what is served */
async function workingFolder(folder: string, {rootDir, config}: ServerContext): Promise<string> {
  // The lab asks with an API path, other clients with one of the machine.
  if (path.isAbsolute(folder) && existsSync(folder) && statSync(folder).isDirectory())
    return folder;
  const {target, stats} = await locate({rootDir, config}, folder);
  return stats?.isDirectory() ? target : rootDir;
}

import {access} from "node:fs/promises";
import {homedir} from "node:os";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {refuseReading} from "./action.ts";
import {locate, type Root} from "./locate.ts";

/** A path that was found, and who can open it: the server by its API path, a kernel by its own. */
interface Resolved {
  scope: "server" | "kernel";
  path: string;
}

/**
 * What a path means that a program printed, in a traceback say: `GET /api/resolvePath?path=…&kernel=…`.
 * What is not served is answered as what is not there.
 *
 * @param folderOf - the folder that a kernel works in; undefined if there is no such kernel
 */
export function resolvePathRoutes(
  app: FastifyInstance,
  {rootDir, config}: ServerContext,
  folderOf: (kernelId: string) => string | undefined
): void {
  const root = {rootDir, config};
  app.get("/api/resolvePath", {config: {tracksActivity: false}}, async (request, reply) => {
    const {path: asked, kernel} = request.query as Record<string, unknown>;
    if (typeof asked !== "string") throw new HttpError(400, "Missing argument path");
    const resolved: Resolved[] = [];
    const onServer = await resolveOnServer(root, asked);
    if (onServer !== undefined) resolved.push({scope: "server", path: onServer});
    if (typeof kernel !== "string" || kernel === "") return reply.send({resolved});
    const folder = folderOf(kernel);
    if (folder === undefined) {
      const reason = `Kernel ${kernel} could not be found`;
      return reply.send({resolved, unresolved: [{scope: "kernel", reason}]});
    }
    const inKernel = path.resolve(folder, withHome(asked));
    const isThere = !asked.includes("\0") && (await exists(inKernel));
    if (isThere) resolved.push({scope: "kernel", path: inKernel.split(path.sep).join("/")});
    return reply.send({resolved});
  });
}

/** The API path of what a path from the root of the server or of the machine means, if it is there. */
async function resolveOnServer(
  root: Root & Parameters<typeof refuseReading>[0],
  asked: string
): Promise<string | undefined> {
  const place = path.resolve(root.rootDir, withHome(asked));
  const relative = path.relative(root.rootDir, place).split(path.sep).join("/");
  try {
    refuseReading(root, relative);
    const {stats} = await locate(root, relative);
    return stats && relative;
  } catch (error) {
    if (error instanceof HttpError) return undefined;
    throw error;
  }
}

function withHome(asked: string): string {
  return /^~(?=$|[\\/])/.test(asked) ? homedir() + asked.slice(1) : asked;
}

async function exists(place: string): Promise<boolean> {
  return access(place).then(
    () => true,
    () => false
  );
}

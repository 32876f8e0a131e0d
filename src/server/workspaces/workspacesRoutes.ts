import {mkdir, readdir, readFile, rm, stat} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {isWorkspaceFile, workspaceFile} from "./workspaceFile.ts";

/** The layout of a window of the lab: what is open, and where. */
interface Workspace {
  data: object;
  metadata: {id: string; created?: string; last_modified?: string};
}

interface Named {
  Params: {"*": string};
}

/** `/lab/api/workspaces`: the windows' layouts, in the files that JupyterLab keeps, too. */
export function workspacesRoutes(app: FastifyInstance, {configDir, log}: ServerContext): void {
  const folder = process.env.JUPYTERLAB_WORKSPACES_DIR || path.join(configDir, "lab", "workspaces");
  const fileOf = (id: string): string => path.join(folder, workspaceFile(id));

  app.get("/lab/api/workspaces", async () => {
    const names = await readdir(folder).catch(() => []);
    const files = names.filter(isWorkspaceFile).map((name) => path.join(folder, name));
    const read = await Promise.allSettled(files.map((file) => readWorkspace(file)));
    const values = read.flatMap((result, i) => {
      if (result.status === "fulfilled") return result.value ?? [];
      log.warn(`the workspace in ${files[i]} cannot be read: ${result.reason}`);
      return [];
    });
    return {workspaces: {ids: values.map(({metadata}) => metadata.id), values}};
  });

  // A workspace that was never saved is an empty one.
  app.get<Named>("/lab/api/workspaces/*", async ({params: {"*": id}}) => {
    return (await readWorkspace(fileOf(id))) ?? {data: {}, metadata: {id}};
  });

  app.put<Named & {Body: Partial<Workspace> | null}>(
    "/lab/api/workspaces/*",
    {bodyLimit: 16 * 1024 * 1024},
    async ({params: {"*": id}, body}, reply) => {
      checkWorkspace(body, id);
      await mkdir(folder, {recursive: true});
      await writeAtomic(fileOf(id), JSON.stringify(body));
      return reply.code(204).send();
    }
  );

  app.delete<Named>("/lab/api/workspaces/*", async ({params: {"*": id}}, reply) => {
    try {
      await rm(fileOf(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new HttpError(404, `Workspace not found: ${id}`);
    }
    return reply.code(204).send();
  });
}

/** The workspace in a file; undefined when there is none. */
async function readWorkspace(file: string): Promise<Workspace | undefined> {
  let text;
  let times;
  try {
    [text, times] = await Promise.all([readFile(file, "utf8"), stat(file)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const {data, metadata} = JSON.parse(text) as Workspace;
  const last_modified = times.mtime.toISOString();
  const created = times.birthtime.toISOString();
  return {data, metadata: {...metadata, last_modified, created}};
}

/** @throws HttpError 400 if the body is no workspace, or one of another id */
function checkWorkspace(body: Partial<Workspace> | null, id: string): void {
  if (!isObject(body?.data) || !isObject(body.metadata)) {
    throw new HttpError(400, "A workspace is expected: {data, metadata: {id}}");
  }
  const {id: given} = body.metadata;
  if (given !== id) {
    throw new HttpError(400, `Workspace metadata ID mismatch: expected ${id} got ${given}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

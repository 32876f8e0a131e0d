import {readdirSync} from "node:fs";
import {readFile} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import mime from "mime";
import type {InstalledKernel, KernelSpec} from "../../jupyter/kernelspec.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";

/** A kernelspec as Jupyter's interface tells it. */
interface KernelspecModel {
  name: string;
  spec: KernelSpec;
  /** URLs of logos and of what front ends load with the kernel. */
  resources: Record<string, string>;
}

/**
 * `/api/kernelspecs`, `/api/kernelspecs/<name>` and the files of a kernelspec below
 * `/kernelspecs/<name>/`, as Jupyter Server has them.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html
 */
export function kernelspecsRoutes(app: FastifyInstance, context: ServerContext): void {
  const {baseUrl, kernelspecs, defaultKernel} = context;

  const find = (name: string): InstalledKernel => {
    const kernel = kernelspecs().get(name.toLowerCase());
    if (!kernel) throw new HttpError(404, `Kernel spec ${name} not found`);
    return kernel;
  };

  app.get("/api/kernelspecs", () => {
    const found = [...kernelspecs().values()];
    const models = found.map((kernel) => [kernel.name, modelOf(kernel, baseUrl)] as const);
    return {default: defaultKernel, kernelspecs: Object.fromEntries(models)};
  });

  app.get<{Params: {name: string}}>("/api/kernelspecs/:name", ({params}) =>
    modelOf(find(params.name), baseUrl)
  );

  app.get<{Params: {name: string; file: string}}>(
    "/kernelspecs/:name/:file",
    async ({params}, reply) => {
      const {folder} = find(params.name);
      // Only names that are in the folder, so none that leads out of it.
      if (!filesIn(folder).includes(params.file))
        throw new HttpError(404, "Kernel resource not found");
      const type = mime.getType(params.file) ?? "application/octet-stream";
      return reply.type(type).send(await readFile(path.join(folder, params.file)));
    }
  );
}

function modelOf({name, folder, spec}: InstalledKernel, baseUrl: string): KernelspecModel {
  const resources: Record<string, string> = {};
  for (const file of filesIn(folder)) {
    const isScript = file === "kernel.js" || file === "kernel.css";
    if (!isScript && !file.startsWith("logo-")) continue;
    const key = isScript ? file : path.parse(file).name;
    resources[key] =
      `${baseUrl}kernelspecs/${encodeURIComponent(name)}/${encodeURIComponent(file)}`;
  }
  const {env = {}, metadata = {}, interrupt_mode = "signal"} = spec;
  return {name, spec: {...spec, env, metadata, interrupt_mode}, resources};
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A kernelspec needs no folder of its own.
    return [];
  }
}

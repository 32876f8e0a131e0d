import {readFile} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {findExtensions} from "../pages/federatedExtensions.ts";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf"
};

/** `/lab/api/themes/<package>/index.css`: the styles of a theme, and what they show. */
export function themesRoutes(app: FastifyInstance, {labDir}: ServerContext): void {
  app.get<{Params: {"*": string}}>("/lab/api/themes/*", async ({params: {"*": name}}, reply) => {
    const type = types[path.extname(name)];
    if (type === undefined || name.split(/[/\\]/).includes("..") || name.includes("\0")) {
      throw new HttpError(404, "Not Found");
    }
    const folders = (await findExtensions()).map(({folder}) => path.join(folder, "themes"));
    if (labDir !== undefined) folders.unshift(path.join(labDir, "themes"));
    for (const folder of folders) {
      const data = await readFile(path.join(folder, name)).catch(() => undefined);
      if (data) return reply.header("cache-control", "no-cache").type(type).send(data);
    }
    throw new HttpError(404, "Not Found");
  });
}

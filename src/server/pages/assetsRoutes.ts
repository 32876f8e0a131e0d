import {existsSync} from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {findExtensions} from "./federatedExtensions.ts";

/**
 * The files that the lab is made of, for anyone: `/static/lab` and `/lab/extensions`. Names of the
 * first have a hash of the content in them, so browsers keep them; what has a twin `NAME.br` is sent
 * compressed.
 */
export async function assetsRoutes(app: FastifyInstance, {labDir}: ServerContext): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = {...route.config, access: "public"};
  });
  const folder = labDir === undefined ? undefined : path.join(labDir, "static");
  if (folder !== undefined && existsSync(folder)) {
    await app.register(fastifyStatic, {
      root: folder,
      prefix: "/static/lab/",
      preCompressed: true,
      immutable: true,
      maxAge: "365d",
      index: false
    });
  } else {
    await app.register(fastifyStatic, {serve: false, root: import.meta.dirname});
  }

  app.get<{Params: {"*": string}}>("/lab/extensions/*", async ({params}, reply) => {
    for (const {name, folder} of await findExtensions()) {
      const file = params["*"].slice(name.length + 1);
      if (params["*"] !== `${name}/${file}`) continue;
      return reply.sendFile(file, folder, {cacheControl: false, index: false});
    }
    return reply.callNotFound();
  });
}

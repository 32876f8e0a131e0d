import path from "node:path";
import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {findSchemas, type SettingsSchema} from "./schemas.ts";
import {readSettings, writeSettings} from "./userSettings.ts";

/** `/lab/api/settings`: what the user has chosen, by plugin, in the files that JupyterLab keeps, too. */
export function settingsRoutes(
  app: FastifyInstance,
  {configDir, labDir, log}: ServerContext
): void {
  const folder =
    process.env.JUPYTERLAB_SETTINGS_DIR || path.join(configDir, "lab", "user-settings");
  // Read once: the lab is built before the server starts, and extensions are seen at the next start.
  let known: Promise<Map<string, SettingsSchema>> | undefined;
  const schemas = (): typeof known & {} =>
    (known ??= findSchemas(labDir, {warn: (error, text) => log.warn(error, text)}));

  async function schemaOf(id: string): Promise<SettingsSchema> {
    const schema = (await schemas()).get(id);
    if (schema) return schema;
    throw new HttpError(404, `Schema not found: ${id}`);
  }

  app.get<{Querystring: {ids_only?: string}}>("/lab/api/settings", async ({query}) => {
    const all = [...(await schemas()).values()];
    if (query.ids_only === "true") return {settings: all.map(({id}) => ({id}))};
    return {settings: await Promise.all(all.map((schema) => readSettings(folder, schema)))};
  });

  app.get<{Params: {"*": string}}>("/lab/api/settings/*", async ({params}) =>
    readSettings(folder, await schemaOf(params["*"]))
  );

  app.put<{Params: {"*": string}; Body: {raw?: unknown} | null}>(
    "/lab/api/settings/*",
    {bodyLimit: 4 * 1024 * 1024},
    async ({params, body}, reply) => {
      const schema = await schemaOf(params["*"]);
      const raw = body?.raw;
      if (typeof raw !== "string") {
        throw new HttpError(400, `Failed loading settings (${schema.id}): raw is no text`);
      }
      await writeSettings(folder, schema, raw);
      return reply.code(204).send();
    }
  );
}

import {mkdir, readFile, stat} from "node:fs/promises";
import path from "node:path";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {HttpError} from "../httpError.ts";
import type {SettingsSchema} from "./schemas.ts";

/** A plugin's settings as the front end gets them. */
export interface Settings extends SettingsSchema {
  /** JSON with comments, as the user wrote it. */
  raw: string;
  settings: object;
  /** Why `raw` does not count, when it does not. */
  warning?: string;
  created: string | null;
  last_modified: string | null;
}

/** The file of what a user has chosen for a plugin, in JupyterLab's own layout. */
function settingsFile(folder: string, id: string): string {
  const [name = "", plugin = ""] = id.split(":");
  return path.join(folder, ...name.split("/"), `${plugin}.jupyterlab-settings`);
}

/** What a user has chosen for a plugin; what is not of the schema is told and does not count. */
export async function readSettings(folder: string, schema: SettingsSchema): Promise<Settings> {
  const file = settingsFile(folder, schema.id);
  let raw;
  let times;
  try {
    [raw, times] = await Promise.all([readFile(file, "utf8"), stat(file)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return {...schema, raw: "{}", settings: {}, created: null, last_modified: null};
  }
  const created = times.birthtime.toISOString();
  const last_modified = times.mtime.toISOString();
  const {settings, problem} = await parse(raw, schema);
  const warning = problem === undefined ? {} : {warning: problem};
  return {...schema, raw, settings, ...warning, created, last_modified};
}

/**
 * Keeps what a user has chosen for a plugin.
 *
 * @throws HttpError 400 if it is not of the plugin's schema
 */
export async function writeSettings(
  folder: string,
  schema: SettingsSchema,
  raw: string
): Promise<void> {
  const {problem} = await parse(raw, schema);
  if (problem !== undefined) throw new HttpError(400, problem);
  const file = settingsFile(folder, schema.id);
  await mkdir(path.dirname(file), {recursive: true});
  await writeAtomic(file, raw);
}

async function parse(
  raw: string,
  {id, schema}: SettingsSchema
): Promise<{settings: object; problem?: string}> {
  // Loaded when the first settings are, which is after the server listens.
  const [{default: json5}, {validatorOf}] = await Promise.all([
    import("json5"),
    import("./validation.ts")
  ]);
  let settings: unknown;
  try {
    settings = json5.parse(raw.trim() || "{}");
  } catch (error) {
    return {settings: {}, problem: `Failed loading settings (${id}): ${(error as Error).message}`};
  }
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    return {settings: {}, problem: `Failed loading settings (${id}): an object is expected`};
  }
  const fault = validatorOf(schema)(settings);
  if (fault === undefined) return {settings};
  return {settings: {}, problem: `Failed validating settings (${id}): ${fault}`};
}

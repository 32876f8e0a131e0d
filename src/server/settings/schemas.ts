import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import {configPaths} from "../../jupyter/configPaths.ts";
import {findExtensions} from "../pages/federatedExtensions.ts";

/** What a plugin of the lab lets its user choose. */
export interface SettingsSchema {
  /** `<package>:<plugin>` */
  id: string;
  schema: Schema;
  /** The version of the package. */
  version: string;
}

export interface Schema {
  properties?: Record<string, {default?: unknown} | undefined>;
  [keyword: string]: unknown;
}

/** Who hears of a file that cannot be used. */
export type Warn = (error: unknown, text: string) => void;

/**
 * The schemas of all plugins by id, in order: those of the lab, and of extensions that were installed
 * in Jupyter's folders, with the defaults that the machine's administrator has set in
 * `labconfig/default_setting_overrides.json`. A file with a fault counts as not there.
 */
export async function findSchemas(
  labDir: string | undefined,
  {warn}: {warn: Warn}
): Promise<Map<string, SettingsSchema>> {
  const folders = (await findExtensions()).map(({folder}) => path.join(folder, "schemas"));
  if (labDir !== undefined) folders.unshift(path.join(labDir, "schemas"));
  const found = new Map<string, SettingsSchema>();
  for (const folder of folders) {
    for (const schema of await schemasIn(folder, warn)) {
      if (!found.has(schema.id)) found.set(schema.id, schema);
    }
  }
  for (const [id, defaults] of await overrides(warn)) {
    const properties = found.get(id)?.schema.properties ?? {};
    for (const [name, value] of Object.entries(defaults)) {
      const property = properties[name];
      if (property) property.default = value;
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function schemasIn(folder: string, warn: Warn): Promise<SettingsSchema[]> {
  let files;
  try {
    files = await readdir(folder, {recursive: true});
  } catch {
    return [];
  }
  const schemas = files.filter((file) => /^[^.]+\.json$/.test(path.basename(file)));
  const read = schemas.map(async (file) => {
    try {
      return [await readSchema(folder, file)];
    } catch (error) {
      warn(error, `${path.join(folder, file)} is no schema of settings`);
      return []; // the other plugins keep theirs
    }
  });
  return (await Promise.all(read)).flat();
}

async function readSchema(folder: string, file: string): Promise<SettingsSchema> {
  const name = path.dirname(file).split(path.sep).join("/");
  const schema = JSON.parse(await readFile(path.join(folder, file), "utf8")) as Schema | null;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new TypeError(`expected an object, but got ${JSON.stringify(schema).slice(0, 40)}`);
  }
  const version = await versionIn(path.join(folder, path.dirname(file), "package.json.orig"));
  return {id: `${name}:${path.basename(file, ".json")}`, schema, version};
}

async function versionIn(file: string): Promise<string> {
  try {
    return (JSON.parse(await readFile(file, "utf8")) as {version?: string}).version ?? "";
  } catch {
    return "";
  }
}

async function overrides(warn: Warn): Promise<[string, Record<string, unknown>][]> {
  const found: [string, Record<string, unknown>][] = [];
  for (const folder of configPaths().reverse()) {
    const file = path.join(folder, "labconfig", "default_setting_overrides.json");
    try {
      const read = JSON.parse(await readFile(file, "utf8")) as Record<string, object>;
      for (const [id, defaults] of Object.entries(read)) found.push([id, {...defaults}]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      warn(error, `${file} holds no defaults of settings`);
    }
  }
  return found;
}

import {mkdirSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";

interface Package {
  version: string;
  jupyterlab?: {schemaDir?: string; themePath?: string};
}

interface Places {
  nodeModules: string;
  /** The packages of extensions that the lab has. */
  packages: readonly string[];
  to: string;
}

/**
 * Copies the settings' JSON Schemas of all extensions, with the lab's own defaults put in.
 *
 * @param lab - folder of the lab's sources: `defaults.json` has the values that differ from JupyterLab's, by
 *   plugin and setting
 */
export function copySchemas({lab, nodeModules, packages, to}: Places & {lab: string}): void {
  const defaults = new Map(
    Object.entries(
      JSON.parse(readFileSync(join(lab, "defaults.json"), "utf8")) as Record<
        string,
        Record<string, unknown>
      >
    )
  );
  const copy = (name: string, folder: string, version: string): void => {
    mkdirSync(join(to, name), {recursive: true});
    writeFileSync(join(to, name, "package.json.orig"), JSON.stringify({name, version}));
    for (const file of readdirSync(folder)) {
      const plugin = `${name}:${file.replace(/\.json$/, "")}`;
      const text = readFileSync(join(folder, file), "utf8");
      writeFileSync(join(to, name, file), withDefaults(text, plugin, defaults.get(plugin)));
      defaults.delete(plugin);
    }
  };

  for (const name of packages) {
    const {version, jupyterlab} = packageOf(nodeModules, name);
    if (jupyterlab?.schemaDir) copy(name, join(nodeModules, name, jupyterlab.schemaDir), version);
  }
  for (const plugin of defaults.keys())
    throw new Error(
      `defaults.json: expected plugins of the lab, but no schema is called ${plugin}`
    );
}

function withDefaults(
  text: string,
  plugin: string,
  defaults: Record<string, unknown> | undefined
): string {
  if (!defaults) return text;
  const schema = JSON.parse(text) as {properties: Record<string, {default?: unknown} | undefined>};
  for (const [name, value] of Object.entries(defaults)) {
    const property = schema.properties[name];
    if (!property) throw new Error(`defaults.json: ${plugin} has no setting "${name}"`);
    property.default = value;
  }
  return JSON.stringify(schema);
}

/** Copies the themes' styles, each as one file: JupyterLab loads them one at a time, by name. */
export function copyThemes({nodeModules, packages, to}: Places): void {
  for (const name of packages) {
    const {themePath} = packageOf(nodeModules, name).jupyterlab ?? {};
    if (!themePath) continue;
    const folder = join(nodeModules, name, themePath, "..");
    const css = readFileSync(join(nodeModules, name, themePath), "utf8").replace(
      /^@import '\.\/(.+)';$/gm,
      (_, file: string) => readFileSync(join(folder, file), "utf8")
    );
    if (/@import|url\((?!['"]?data:)/.test(css))
      throw new Error(`copyThemes: expected a style without further files, but ${name} has some`);
    mkdirSync(join(to, name), {recursive: true});
    writeFileSync(join(to, name, "index.css"), css);
  }
}

function packageOf(nodeModules: string, name: string): Package {
  return JSON.parse(readFileSync(join(nodeModules, name, "package.json"), "utf8")) as Package;
}

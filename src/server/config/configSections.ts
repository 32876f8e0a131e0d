import {mkdir, readdir, readFile} from "node:fs/promises";
import path from "node:path";
import {configPaths} from "../../jupyter/configPaths.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {Queue} from "../contents/queue.ts";

export type Json = null | boolean | number | string | Json[] | {[key: string]: Json};
type Section = Record<string, Json>;

/**
 * The sections of a configuration that is shared with Jupyter: `serverconfig/<section>.json` in each of
 * its configuration folders, the user's over the machine's, and `serverconfig/<section>.d/*.json`
 * beside it.
 */
export class ConfigSections {
  readonly #userFolder: string;
  readonly #folders: string[];
  readonly #queue = new Queue();

  constructor(configDir: string) {
    const others = configPaths().slice(1);
    this.#userFolder = path.join(configDir, "serverconfig");
    this.#folders = [this.#userFolder, ...others.map((other) => path.join(other, "serverconfig"))];
  }

  async read(name: string): Promise<Section> {
    const merged: Section = {};
    for (const folder of [...this.#folders].reverse()) {
      for (const file of await filesOf(folder, name)) merge(merged, await readSection(file));
    }
    return merged;
  }

  async write(name: string, section: Section): Promise<void> {
    await this.#queue.run([name], () => this.#write(name, section));
  }

  /** Changes what is named, deletes what is null, keeps the rest; gives the whole section. */
  async update(name: string, changes: Section): Promise<Section> {
    // What is read must not change before it is written again.
    await this.#queue.run([name], async () => {
      const own = await readSection(path.join(this.#userFolder, `${name}.json`));
      await this.#write(name, merge(own, changes));
    });
    return this.read(name);
  }

  async #write(name: string, section: Section): Promise<void> {
    await mkdir(this.#userFolder, {recursive: true});
    const file = path.join(this.#userFolder, `${name}.json`);
    await writeAtomic(file, `${JSON.stringify(section, null, 2)}\n`);
  }
}

async function filesOf(folder: string, name: string): Promise<string[]> {
  const more = path.join(folder, `${name}.d`);
  const parts = await readdir(more).catch(() => []);
  const jsons = parts.filter((part) => part.endsWith(".json")).sort();
  return [...jsons.map((part) => path.join(more, part)), path.join(folder, `${name}.json`)];
}

async function readSection(file: string): Promise<Section> {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const section = JSON.parse(text) as unknown;
  if (isSection(section)) return section;
  throw new Error(`readSection: expected an object in ${file}, but got ${text.slice(0, 60)}`);
}

function merge(target: Section, changes: Section): Section {
  for (const [key, value] of Object.entries(changes)) {
    // A name that would change every object is a plain key here.
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    if (value === null) delete target[key];
    else if (isSection(value)) set(target, key, merge(isSection(before) ? before : {}, value));
    else set(target, key, value);
  }
  return target;
}

function set(target: Section, key: string, value: Json): void {
  Object.defineProperty(target, key, {value, writable: true, enumerable: true, configurable: true});
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

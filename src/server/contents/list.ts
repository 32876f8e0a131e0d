import type {Stats} from "node:fs";
import {lstat, readdir, realpath, stat} from "node:fs/promises";
import pathOf from "node:path";
import {join} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {codeOf} from "./fileErrors.ts";
import {removeLeftovers} from "./leftovers.ts";
import {isServed} from "./locate.ts";
import {type ContentsModel, isWritable, toModel, typeOf} from "./model.ts";

/** How many entries are looked at at once; more would only wait for each other. */
const batch = 256;

/**
 * The models of a folder's entries, without their content: files and folders, and links whatever they
 * lead to, so that nothing of the reader's is missing without a word. Pipes, sockets and devices are
 * left out, as is what may not be looked at.
 *
 * @param path - the folder's API path
 * @param folder - the same in the file system
 */
export async function listEntries(
  contents: Contents,
  path: string,
  folder: string
): Promise<ContentsModel[]> {
  const names = await readdir(folder);
  await removeLeftovers(folder, names);
  const shown = contents.config.allowHidden ? names : names.filter((name) => name[0] !== ".");
  const models: ContentsModel[] = [];
  const isOwnWritable = await isWritable(folder);
  for (let first = 0; first < shown.length; first += batch) {
    const entries = shown.slice(first, first + batch);
    const found = await Promise.all(
      entries.map((name) =>
        entryModel(contents, join(path, name), pathOf.join(folder, name), isOwnWritable)
      )
    );
    models.push(...found.filter((model) => model !== undefined));
  }
  return models;
}

async function entryModel(
  contents: Contents,
  path: string,
  entry: string,
  isOwnWritable: boolean
): Promise<ContentsModel | undefined> {
  try {
    const own = await lstat(entry);
    if (!own.isSymbolicLink()) {
      if (!isListed(own)) return undefined;
      const writable = isOwnWritable && hasOwnerWrite(own) ? true : undefined;
      return await toModel(path, entry, own, typeOf(path), writable);
    }
    const target = await targetOf(entry);
    if (target === undefined) return {...(await toModel(path, entry, own)), writable: false};
    const stats = await stat(target);
    if (!isListed(stats)) return undefined;
    const model = await toModel(path, target, stats);
    return isServed(contents, target) ? model : {...model, writable: false};
  } catch (error) {
    // It went meanwhile, leads in a circle, or is not ours to see.
    if (["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Where a link leads; undefined if nothing is there. */
async function targetOf(entry: string): Promise<string | undefined> {
  try {
    return await realpath(entry);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** In a folder that can be written, the owner's own files need no asking of the system one by one. */
function hasOwnerWrite({uid, mode}: Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o200) !== 0;
}

function isListed(stats: Stats): boolean {
  return stats.isFile() || stats.isDirectory();
}

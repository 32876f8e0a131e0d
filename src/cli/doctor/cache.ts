import {accessSync, constants} from "node:fs";
import {readdir, stat} from "node:fs/promises";
import path from "node:path";
import {assets} from "@convnotes/cnn";
import type {Finding} from "./finding.ts";

/** Where downloads are kept, how much they take, and which are here. */
export async function cache(): Promise<Finding[]> {
  const folder = assets.cacheFolder();
  const unwritable = whyNotWritable(folder);
  if (unwritable !== undefined) {
    const advice = "make it writable, or name another folder in CONVNOTES_CACHE";
    return [{state: "missing", what: `cache: ${unwritable}`, advice}];
  }
  const here = [];
  for (const asset of assets.table) if (await assets.isCached(asset)) here.push(asset.name);
  const size = assets.formatSize(await sizeOf(folder));
  const what = `cache: ${size} in ${folder} (${here.length > 0 ? here.join(", ") : "empty"})`;
  return [{state: "ok", what}];
}

/** Why nothing can be kept in a folder; one that is not there yet is made in the one above it. */
function whyNotWritable(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const above = path.dirname(folder);
    if (code === "ENOENT" && above !== folder) return whyNotWritable(above);
    return `nothing can be written to ${folder}`;
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({parentPath, name}) => (await stat(path.join(parentPath, name))).size)
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

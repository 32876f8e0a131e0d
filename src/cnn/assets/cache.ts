import {readFile, readdir, rm, rmdir, stat} from "node:fs/promises";
import {homedir} from "node:os";
import {join} from "node:path";
import type {Asset} from "./asset.ts";

/**
 * The folder where downloads are kept: `CONVNOTES_CACHE`, else the platform's own place for what can
 * be fetched again.
 */
export function cacheFolder(): string {
  const {CONVNOTES_CACHE, XDG_CACHE_HOME, LOCALAPPDATA} = process.env;
  if (CONVNOTES_CACHE) return CONVNOTES_CACHE;
  if (process.platform === "win32") {
    return join(LOCALAPPDATA || join(homedir(), "AppData", "Local"), "convnotes", "Cache");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "convnotes");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "convnotes");
}

/** The folder of an asset in the cache, whether it is there or not. */
export function assetFolder({name}: Asset, cache: string = cacheFolder()): string {
  return join(cache, name);
}

/** What lies beside an asset's files and tells a person, and `isCached`, what they are. */
export const manifestName = "asset.json";

export function manifest(asset: Asset): string {
  return `${JSON.stringify(asset, null, 2)}\n`;
}

/**
 * Whether an asset is in the cache, whole and of this version. Files enter the cache verified and all
 * at once, so their sizes are enough to look at.
 */
export async function isCached(asset: Asset, cache: string = cacheFolder()): Promise<boolean> {
  const folder = assetFolder(asset, cache);
  try {
    const kept = JSON.parse(await readFile(join(folder, manifestName), "utf8")) as Asset;
    const hashes = ({files}: Asset): string => files.map((file) => file.sha256).join();
    if (hashes(kept) !== hashes(asset)) return false;
    const sizes = await Promise.all(asset.files.map(({name}) => stat(join(folder, name))));
    return sizes.every(({size}, i) => size === asset.files[i].size);
  } catch {
    return false;
  }
}

/** Where the pieces of a download wait until it is whole. */
export function partialFolder({name}: Asset, cache: string): string {
  return join(cache, ".partial", name);
}

/**
 * Takes an asset out of the cache, with what is left of a broken download.
 *
 * @returns whether there was anything
 */
export async function clearAsset(asset: Asset, cache: string = cacheFolder()): Promise<boolean> {
  let found = false;
  for (const folder of [assetFolder(asset, cache), partialFolder(asset, cache)]) {
    if (await readdir(folder).catch(() => undefined)) found = true;
    await rm(folder, {recursive: true, force: true});
  }
  await removeEmpty(join(cache, ".partial"));
  return found;
}

/** Removes a folder if nothing is in it. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {}); // not there, or in use
}

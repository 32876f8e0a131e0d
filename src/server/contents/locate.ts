import type {Stats} from "node:fs";
import {lstat, realpath, stat} from "node:fs/promises";
import path from "node:path";
import type {ServerConfig} from "../config/serverConfig.ts";
import {HttpError} from "../httpError.ts";
import {toApiPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {codeOf, toHttpError} from "./fileErrors.ts";

/** The folder that is served, and whether links may lead out of it. */
export type Root = Pick<Contents, "rootDir"> & {config: Pick<ServerConfig, "followSymlinks">};

/** Where an API path leads in the file system. */
export interface Place {
  /** The entry in its folder; a link is not followed. This is what is renamed and deleted. */
  entry: string;
  /** What the entry leads to; the entry itself if nothing is there. This is what is read and written. */
  target: string;
  /** What is at the target; undefined if nothing is. */
  stats: Stats | undefined;
  /** Whether the entry is a link, even one that leads nowhere. */
  isLink: boolean;
}

/**
 * Finds where an API path leads, and that it stays inside the root: no link on the way, and not the
 * entry itself, may lead out of it, unless `followSymlinks` allows that.
 *
 * @throws HttpError 404 for a path that is none, 403 for one that leads out
 */
export async function locate(contents: Root, apiPath: string): Promise<Place> {
  const place = await locateEntry(contents, apiPath);
  if (!place.isLink || !place.stats || isServed(contents, place.target)) return place;
  throw leadsOut(apiPath);
}

/** As `locate`, but a link is looked at as itself, wherever it leads: to delete it, or give it a name. */
export async function locateEntry(contents: Root, apiPath: string): Promise<Place> {
  const {rootDir} = contents;
  const names = toApiPath(apiPath).split("/").filter(Boolean);
  const name = names.pop();
  try {
    if (name === undefined) {
      return {entry: rootDir, target: rootDir, stats: await stat(rootDir), isLink: false};
    }
    const folder = await realFolder(path.join(rootDir, ...names), rootDir);
    if (!isServed(contents, folder)) throw leadsOut(apiPath);
    const entry = path.join(folder, name);
    const own = await ifThere(lstat(entry));
    if (!own?.isSymbolicLink()) return {entry, target: entry, stats: own, isLink: false};
    const target = await ifThere(realpath(entry));
    if (target === undefined) return {entry, target: entry, stats: undefined, isLink: true};
    return {entry, target, stats: await ifThere(stat(target)), isLink: true};
  } catch (error) {
    throw toHttpError(error, apiPath);
  }
}

/** Whether a real place may be shown: it is in the root, or links are followed. */
export function isServed({rootDir, config}: Root, target: string): boolean {
  const inside = rootDir.endsWith(path.sep) ? rootDir : rootDir + path.sep;
  return config.followSymlinks || target === rootDir || target.startsWith(inside);
}

/** A folder without links; the part of it that does not exist is kept as it is. */
async function realFolder(folder: string, rootDir: string): Promise<string> {
  if (folder === rootDir) return rootDir;
  const real = await ifThere(realpath(folder));
  if (real !== undefined) return real;
  return path.join(await realFolder(path.dirname(folder), rootDir), path.basename(folder));
}

/** What is found, or undefined if nothing is there: no such name, or a link that leads nowhere. */
async function ifThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function leadsOut(apiPath: string): HttpError {
  return new HttpError(
    403,
    `${apiPath} is a link that leads out of the folder that is served (followSymlinks allows it)`
  );
}

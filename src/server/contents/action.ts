import type {ServerConfig} from "../config/serverConfig.ts";
import {HttpError} from "../httpError.ts";
import {isHidden, noSuchPath, toApiPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {locate} from "./locate.ts";

/** What a URL below `/api/contents` is about. */
export type Target =
  | {about: "entry"; path: string}
  | {about: "checkpoints"; path: string}
  | {about: "checkpoint"; path: string; id: string}
  | {about: "trust"; path: string};

/**
 * Tells `…/a.ipynb/checkpoints`, what is kept of a file, from the folder `checkpoints` of a training
 * run: only a file has checkpoints, and only a folder has entries. (Jupyter Server cannot show such a
 * folder.)
 *
 * @param url - what follows `/api/contents/`, decoded
 */
export async function targetOf(contents: Contents, url: string): Promise<Target> {
  const path = toApiPath(url);
  const [, file, action, id] = /^(.+?)\/(checkpoints|trust)(?:\/([\w-]+))?$/.exec(path) ?? [];
  if (file === undefined || (action === "trust" && id !== undefined)) return {about: "entry", path};
  if (isRefused(contents, file)) return {about: "entry", path};
  const {stats} = await locate(contents, file);
  if (!stats || stats.isDirectory()) return {about: "entry", path};
  if (action === "trust") return {about: "trust", path: file};
  return id === undefined
    ? {about: "checkpoints", path: file}
    : {about: "checkpoint", path: file, id};
}

/** What decides whether hidden files are there. */
type Visible = {config: Pick<ServerConfig, "allowHidden">};

/** @throws HttpError 404 for a hidden path: to who reads it is not there */
export function refuseReading(contents: Visible, path: string): void {
  if (isRefused(contents, path)) throw noSuchPath(path);
}

/** @throws HttpError 400 for a hidden path: whatever is there, it is not touched */
export function refuseWriting(contents: Visible, path: string, doing: string): void {
  if (!isRefused(contents, path)) return;
  throw new HttpError(400, `Cannot ${doing} file or directory ${JSON.stringify(path)}`);
}

function isRefused({config}: Visible, path: string): boolean {
  return !config.allowHidden && isHidden(toApiPath(path));
}

import {access, constants, mkdir, realpath, rename, rm, rmdir, stat} from "node:fs/promises";
import {createHash} from "node:crypto";
import path from "node:path";
import {HttpError} from "../httpError.ts";
import {noSuchPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {copyFileAtomic} from "./copyAtomic.ts";
import {toHttpError} from "./fileErrors.ts";
import {isServed, locate, locateEntry} from "./locate.ts";
import {toIsoTime} from "./model.ts";

/** A file has one checkpoint, and this is what it is called, as in Jupyter Server. */
const id = "checkpoint";
const folderName = ".ipynb_checkpoints";

export interface Checkpoint {
  id: string;
  /** ISO 8601. */
  last_modified: string;
}

/** Keeps a file as it is now, in place of what was kept before. */
export async function createCheckpoint(contents: Contents, apiPath: string): Promise<Checkpoint> {
  try {
    const {entry, target, stats} = await locate(contents, apiPath);
    if (!stats) throw noSuchPath(apiPath);
    if (!stats.isFile()) throw new HttpError(400, `Cannot make a checkpoint of ${apiPath}`);
    const checkpoint = await checkpointOf(contents, entry);
    await mkdir(path.dirname(checkpoint), {recursive: true});
    await copyFileAtomic(target, checkpoint);
    return toCheckpoint((await stat(checkpoint)).mtimeMs);
  } catch (error) {
    throw toHttpError(error, apiPath);
  }
}

/** The checkpoint of a file, if it has one. */
export async function listCheckpoints(contents: Contents, apiPath: string): Promise<Checkpoint[]> {
  const {entry} = await locateEntry(contents, apiPath);
  const stats = await stat(await checkpointOf(contents, entry)).catch(() => undefined);
  return stats?.isFile() ? [toCheckpoint(stats.mtimeMs)] : [];
}

/** Puts a checkpoint in the place of its file, in one step; the checkpoint stays. */
export async function restoreCheckpoint(
  contents: Contents,
  apiPath: string,
  checkpointId: string
): Promise<void> {
  const checkpoint = await existing(contents, apiPath, checkpointId);
  const {target} = await locate(contents, apiPath);
  await contents.queue.run([target], async () => {
    await copyFileAtomic(checkpoint, target).catch((error: unknown) => {
      throw toHttpError(error, apiPath);
    });
  });
  contents.emit({action: "save", path: apiPath});
}

export async function deleteCheckpoint(
  contents: Contents,
  apiPath: string,
  checkpointId: string
): Promise<void> {
  const checkpoint = await existing(contents, apiPath, checkpointId);
  await remove(checkpoint).catch((error: unknown) => {
    throw toHttpError(error, apiPath);
  });
}

/** Takes the checkpoint of a file along when the file is renamed. */
export async function moveCheckpoint(
  contents: Contents,
  oldEntry: string,
  newEntry: string
): Promise<void> {
  const from = await checkpointOf(contents, oldEntry);
  if (!(await stat(from).catch(() => undefined))?.isFile()) return;
  const to = await checkpointOf(contents, newEntry);
  await mkdir(path.dirname(to), {recursive: true});
  await rename(from, to);
  await removeIfEmpty(path.dirname(from));
}

/** Deletes the checkpoint of a file that is deleted. */
export async function dropCheckpoint(contents: Contents, entry: string): Promise<void> {
  await remove(await checkpointOf(contents, entry));
}

/**
 * Where the checkpoint of a file is: in a folder beside it, named as Jupyter Server names it, or where
 * that cannot be written in the user's data.
 */
async function checkpointOf(contents: Contents, entry: string): Promise<string> {
  const {dir, name, ext} = path.parse(entry);
  const file = `${name}-${id}${ext}`;
  const beside = path.join(dir, folderName);
  const isWritable = await access(dir, constants.W_OK).then(
    () => true,
    () => false
  );
  const real = await realpath(path.join(beside, file)).catch(() =>
    realpath(beside).catch(() => dir)
  );
  if (!isServed(contents, real)) {
    throw new HttpError(403, `${folderName} leads out of the folder that is served`);
  }
  if (isWritable || (await stat(path.join(beside, file)).catch(() => undefined))) {
    return path.join(beside, file);
  }
  const digest = createHash("sha256").update(dir).digest("hex").slice(0, 32);
  return path.join(contents.dataDir, "convnotes", "checkpoints", digest, file);
}

async function existing(
  contents: Contents,
  apiPath: string,
  checkpointId: string
): Promise<string> {
  const {entry} = await locateEntry(contents, apiPath);
  const checkpoint = await checkpointOf(contents, entry);
  const stats = await stat(checkpoint).catch(() => undefined);
  if (checkpointId === id && stats?.isFile()) return checkpoint;
  throw new HttpError(404, `Checkpoint does not exist: ${apiPath}@${checkpointId}`);
}

async function remove(checkpoint: string): Promise<void> {
  await rm(checkpoint, {force: true});
  await removeIfEmpty(path.dirname(checkpoint));
}

/** A folder that holds other checkpoints stays. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

function toCheckpoint(modified: number): Checkpoint {
  return {id, last_modified: toIsoTime(modified)};
}

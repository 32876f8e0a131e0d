import {lstat, rename as renameFile} from "node:fs/promises";
import {HttpError} from "../httpError.ts";
import {noSuchPath, toApiPath} from "./apiPath.ts";
import {moveCheckpoint} from "./checkpoints.ts";
import type {Contents} from "./contents.ts";
import {codeOf, toHttpError} from "./fileErrors.ts";
import {locateEntry} from "./locate.ts";
import type {ContentsModel} from "./model.ts";
import {read} from "./read.ts";

/**
 * Gives a file or folder another name or folder; its checkpoint goes with it.
 *
 * @throws HttpError 404 if it is not there, 409 if the new path is taken
 */
export async function rename(contents: Contents, from: string, to: string): Promise<ContentsModel> {
  const [oldPath, newPath] = [toApiPath(from), toApiPath(to)];
  if (oldPath === newPath) return read(contents, newPath, {content: false});
  if (oldPath === "" || newPath === "") throw new HttpError(400, "Can't rename root");
  const places = [
    await locateEntry(contents, oldPath),
    await locateEntry(contents, newPath)
  ] as const;
  const keys = [...new Set(places.flatMap(({entry, target}) => [entry, target]))];
  await contents.queue.run(keys, async () => {
    const [source, target] = places.map(({entry}) => entry) as [string, string];
    try {
      await checkFree(source, target, oldPath, newPath);
      await renameFile(source, target);
    } catch (error) {
      if (codeOf(error) === "ENOENT") {
        throw new HttpError(404, `No such directory for ${newPath}`, {cause: error});
      }
      if (codeOf(error) === "EINVAL") {
        throw new HttpError(400, `${oldPath} cannot be moved into itself`, {cause: error});
      }
      if (codeOf(error) === "EXDEV") {
        throw new HttpError(
          400,
          `${oldPath} and ${newPath} are on different disks; copy it instead`
        );
      }
      throw toHttpError(error, oldPath);
    }
    // The file has its name; a checkpoint that cannot follow is no reason to say it has not.
    await moveCheckpoint(contents, source, target).catch((error: unknown) =>
      contents.log.warn(error, `the checkpoint of ${oldPath} stays where it was`)
    );
  });
  contents.emit({action: "rename", path: newPath, source_path: oldPath});
  return read(contents, newPath, {content: false});
}

/** The old path is there and the new one is not, unless both are one on a disk that knows no case. */
async function checkFree(
  source: string,
  target: string,
  oldPath: string,
  newPath: string
): Promise<void> {
  const old = await lstat(source).catch(() => undefined);
  if (!old) throw noSuchPath(oldPath);
  const taken = await lstat(target).catch(() => undefined);
  if (!taken || (taken.ino === old.ino && taken.dev === old.dev && old.nlink === 1)) return;
  throw new HttpError(409, `File already exists: ${newPath}`);
}

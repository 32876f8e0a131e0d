import {readdir, rm} from "node:fs/promises";
import {HttpError} from "../httpError.ts";
import {noSuchPath, toApiPath} from "./apiPath.ts";
import {dropCheckpoint} from "./checkpoints.ts";
import type {Contents} from "./contents.ts";
import {toHttpError} from "./fileErrors.ts";
import {locateEntry} from "./locate.ts";
import {moveToTrash} from "./trash.ts";

/**
 * Deletes a file or folder, and the checkpoint of a file. Of a link, the link goes and what it leads to
 * stays. A folder with something in it goes to the trash, and where there is none it stays.
 *
 * @throws HttpError 404 if it is not there, 400 if it may not go
 */
export async function remove(contents: Contents, apiPath: string): Promise<void> {
  const path = toApiPath(apiPath);
  if (path === "") throw new HttpError(400, "Can't delete root");
  const {entry, target} = await locateEntry(contents, path);
  await contents.queue.run([...new Set([entry, target])], async () => {
    try {
      const {stats, isLink} = await locateEntry(contents, path);
      if (!stats && !isLink) throw noSuchPath(path);
      const isFolder = !isLink && stats?.isDirectory() === true;
      if (contents.config.deleteToTrash) {
        await moveToTrash(entry);
      } else {
        if (isFolder) await checkEmpty(path, entry);
        await rm(entry, {recursive: isFolder});
      }
    } catch (error) {
      throw toHttpError(error, path);
    }
    await dropCheckpoint(contents, entry).catch((error: unknown) =>
      contents.log.warn(error, `the checkpoint of ${path} is still there`)
    );
  });
  contents.emit({action: "delete", path});
}

/** What Jupyter itself put into a folder does not count. */
async function checkEmpty(path: string, folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.every((name) => name === ".ipynb_checkpoints")) return;
  throw new HttpError(400, `Directory ${path} not empty`);
}

import {mkdir, readdir, stat} from "node:fs/promises";
import path from "node:path";
import {HttpError} from "../httpError.ts";
import {folderOf, join, nameOf, noSuchPath, toApiPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {copyFileAtomic, copyFolderAtomic} from "./copyAtomic.ts";
import {codeOf, toHttpError} from "./fileErrors.ts";
import {locate, type Place} from "./locate.ts";
import type {ContentsModel} from "./model.ts";
import {newName} from "./newName.ts";
import {read} from "./read.ts";

/** Beyond it a folder is not copied, as in Jupyter Server: the client would wait too long. */
const maximumBytes = 500 * 2 ** 20;

/**
 * Copies a file or folder, byte for byte.
 *
 * @param from - API path of what is copied
 * @param to - the folder that it goes to, under a name that is free; or, if it is no folder, the copy's
 *   own path
 * @throws HttpError 404 if what is copied, or where to, is not there
 */
export async function copy(contents: Contents, from: string, to: string): Promise<ContentsModel> {
  const source = toApiPath(from);
  const place = await locate(contents, source);
  if (!place.stats) throw noSuchPath(source);
  if (source === "") throw new HttpError(400, "The root cannot be copied");
  const destination = await locate(contents, to);
  const isInto = destination.stats?.isDirectory() === true || place.stats.isDirectory();
  const folder = isInto ? toApiPath(to) : folderOf(toApiPath(to));
  if (place.stats.isDirectory() && !destination.stats && !destination.isLink) {
    await mkdir(destination.target, {recursive: true});
  }
  const into = await locate(contents, folder);
  if (!into.stats?.isDirectory()) {
    throw new HttpError(404, `No such parent directory: ${folder} to copy file in`);
  }
  return contents.queue.run([`names in ${into.target}`], async () => {
    const plain = nameOf(source).replace(/-Copy\d*\./g, ".");
    const name = isInto
      ? await newName(into.target, plain, {insert: "-Copy"})
      : nameOf(toApiPath(to));
    const path = join(folder, name);
    await copyTo(contents, source, place, path);
    contents.emit({action: "copy", path, source_path: source});
    return read(contents, path, {content: false});
  });
}

async function copyTo(
  contents: Contents,
  source: string,
  {target, stats}: Place,
  path: string
): Promise<void> {
  const {entry} = await locate(contents, path);
  try {
    if (stats?.isDirectory()) {
      if (`${entry}/`.startsWith(`${target}/`)) {
        throw new HttpError(400, `${source} cannot be copied into itself`);
      }
      await checkFolderSize(source, target);
      return await copyFolderAtomic(target, entry);
    }
    if (!stats?.isFile()) throw new HttpError(400, `Cannot copy non-file ${source}`);
    await copyFileAtomic(target, entry);
  } catch (error) {
    if (codeOf(error).startsWith("ERR_FS_CP")) {
      throw new HttpError(400, `Can't copy ${source}: ${(error as Error).message}`, {cause: error});
    }
    throw toHttpError(error, path);
  }
}

async function checkFolderSize(apiPath: string, folder: string): Promise<void> {
  let bytes = 0;
  for (const entry of await readdir(folder, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile()) continue;
    bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
    if (bytes <= maximumBytes) continue;
    const most = maximumBytes / 2 ** 20;
    throw new HttpError(400, `Can't copy folders larger than ${most}MB, ${apiPath} is larger`);
  }
}

import {mkdir, stat} from "node:fs/promises";
import path from "node:path";
import {newRunFolder} from "../../notebook/run/runFolder.ts";

/** Where a run leaves its results. */
export interface RunPlace {
  /** The executed notebook. */
  notebook: string;
  /** The folder of the run, unless the reader has named a file. */
  folder?: string;
}

/**
 * The place of a run: the file or folder that the reader names, else a new folder
 * `runs/<notebook>/<time>-<id>/` below the working directory. Folders are made.
 *
 * @param file - the notebook that is run
 * @param out - what the reader names: a file, or a folder if it is one or ends in a slash
 * @throws Error as the file system gives it
 */
export async function runPlace(
  file: string,
  {out, now = new Date()}: {out?: string; now?: Date} = {}
): Promise<RunPlace> {
  const {name} = path.parse(file);
  if (out !== undefined && !(await isFolder(out))) {
    await mkdir(path.dirname(out), {recursive: true});
    return {notebook: out};
  }
  if (out !== undefined) {
    await mkdir(out, {recursive: true});
    return {notebook: path.join(out, `${name}.ipynb`)};
  }
  const folder = newRunFolder(file, now);
  await mkdir(folder, {recursive: true});
  return {notebook: path.join(folder, `${name}.ipynb`), folder};
}

export async function isFolder(place: string): Promise<boolean> {
  if (/[\\/]$/.test(place)) return true;
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
}

import {constants, copyFile, cp, open, rename, rm, stat} from "node:fs/promises";
import {temporaryFor} from "../../notebook/writeAtomic.ts";

/**
 * Copies a file so that the copy is there as a whole or not at all. It may take a file's place, whose
 * mode then stays.
 */
export async function copyFileAtomic(source: string, target: string): Promise<void> {
  const copy = temporaryFor(target);
  const old = await stat(target).catch(() => undefined);
  try {
    await copyFile(source, copy, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    const handle = await open(copy, "r");
    try {
      if (old) await handle.chmod(old.mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(copy, target);
  } catch (error) {
    await rm(copy, {force: true});
    throw error;
  }
}

/** Copies a folder with all that is in it, links as links, so that it is there as a whole or not at all. */
export async function copyFolderAtomic(source: string, target: string): Promise<void> {
  const copy = temporaryFor(target);
  try {
    await cp(source, copy, {recursive: true, verbatimSymlinks: true, errorOnExist: true});
    await rename(copy, target);
  } catch (error) {
    await rm(copy, {force: true, recursive: true});
    throw error;
  }
}

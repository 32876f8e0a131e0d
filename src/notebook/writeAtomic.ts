import {randomBytes} from "node:crypto";
import {type FileHandle, open, readlink, rename, stat, unlink} from "node:fs/promises";
import path from "node:path";

/**
 * Where what is to take a place is written before: beside it, under a name that can be told from the
 * reader's own. The place's name is no part of it, since it may be as long as a name can be.
 */
export function temporaryFor(target: string): string {
  return path.join(path.dirname(target), `.~${randomBytes(6).toString("hex")}.tmp`);
}

/** What `temporaryFor` names. */
export const temporaryName = /^\.~[0-9a-f]{12}\.tmp$/;

/** Links that lead in a circle are broken off where the system itself would. */
const maximumLinks = 40;

/**
 * Writes a file so that it is either the old one or the new one, whole, whatever happens meanwhile:
 * the data goes to a new file in the same folder, is forced to the disk, and takes the old one's
 * place in one step.
 *
 * A symbolic link stays and what it points at is replaced; mode and owner stay, too. What is no file
 * (a pipe, `/dev/stdout`) is written as it is.
 *
 * @throws Error as the file system gives it; nothing is left behind and the old file is untouched
 */
export async function writeAtomic(file: string, data: string | Uint8Array): Promise<void> {
  const target = await resolveLinks(file);
  const old = await stat(target).catch(() => undefined);
  if (old?.isDirectory()) {
    throw Object.assign(new Error(`EISDIR: expected a file, but ${file} is a folder`), {
      code: "EISDIR"
    });
  }
  if (old && !old.isFile()) return writeInto(target, data);
  const temporary = temporaryFor(target);
  const handle = await open(temporary, "wx", 0o666);
  try {
    try {
      await handle.writeFile(data);
      if (old) await keepOwner(handle, old);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(path.dirname(target));
}

async function writeInto(target: string, data: string | Uint8Array): Promise<void> {
  const handle = await open(target, "w");
  try {
    await handle.writeFile(data);
  } finally {
    await handle.close();
  }
}

/** The file at the end of symbolic links, also of one whose target does not exist yet. */
async function resolveLinks(file: string): Promise<string> {
  let target = path.resolve(file);
  for (let links = 0; links < maximumLinks; links++) {
    const next = await readlink(target).catch(() => undefined);
    if (next === undefined) return target;
    target = path.resolve(path.dirname(target), next);
  }
  throw Object.assign(new Error(`ELOOP: too many symbolic links in ${file}`), {code: "ELOOP"});
}

async function keepOwner(
  handle: FileHandle,
  {mode, uid, gid}: {mode: number; uid: number; gid: number}
): Promise<void> {
  const {uid: ownUid, gid: ownGid} = await handle.stat();
  // Only the superuser may give a file away; others keep what they can.
  if (uid !== ownUid || gid !== ownGid) await handle.chown(uid, gid).catch(() => undefined);
  await handle.chmod(mode & 0o7777);
}

/** Makes the new name last through a power cut; not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // The file itself is safe on the disk.
  } finally {
    await handle?.close();
  }
}

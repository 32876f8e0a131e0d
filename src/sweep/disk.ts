// What a disk that is full, or a folder that cannot be written, is to a sweep: the fault of no trial, and
// so the end of the sweep, which goes on from what is there when the disk is well again.

import {statSync, appendFileSync, truncateSync} from "node:fs";

/** What the system's codes say. */
const words: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota is used up",
  EFBIG: "a file is as large as the system lets it be",
  EROFS: "it is read-only",
  EACCES: "its permissions do not let us",
  EPERM: "its permissions do not let us",
  ENOTDIR: "a part of the path is a file",
  ENOENT: "it is not there any more",
  EIO: "the disk has a fault"
};

/** In the message of any error that a full disk led to, however it was handed on. */
const full = /\b(ENOSPC|EDQUOT|EFBIG): /;

/** Why an objective cannot write, if it is for want of room: no trial would fare better. */
export function lackOfRoom(message: string): string | undefined {
  const code = full.exec(message)?.[1];
  return code && `${words[code]!} (${message})`;
}

/** An error of the file system, as one sentence; any other as it is. */
export function asDiskError(
  error: unknown,
  {folder, isBegun}: {folder: string; isBegun: boolean}
): unknown {
  const {code, syscall, path = folder} = (error ?? {}) as NodeJS.ErrnoException;
  const why = code !== undefined && syscall !== undefined ? words[code] : undefined;
  if (why === undefined) return error;
  // Not by the names of our own files on their way.
  const place = path.startsWith(folder) ? folder : path;
  return stuck(`${place} cannot be written to: ${why} (${code!})`, {isBegun, cause: error});
}

/** What a sweep ends with when the disk, not a trial, is at fault. */
export function stuck(
  what: string,
  {isBegun = true, cause}: {isBegun?: boolean; cause?: unknown} = {}
): Error {
  const then = isBegun ? "; what there is stays, and the sweep can be gone on with from there" : "";
  return Object.assign(new Error(`sweep: ${what}${then}`, {cause}), {isBegun, name: "DiskError"});
}

/** Adds a line to a file, all of it or nothing. */
export function appendLine(file: string, line: string): void {
  const size = statSync(file, {throwIfNoEntry: false})?.size ?? 0;
  try {
    appendFileSync(file, `${line}\n`);
  } catch (error) {
    if (statSync(file, {throwIfNoEntry: false})) truncateSync(file, size);
    throw error;
  }
}

import {constants, type Stats} from "node:fs";
import {access} from "node:fs/promises";
import {nameOf} from "./apiPath.ts";
import {mimeTypeOf} from "./mimeType.ts";

export type ContentsType = "directory" | "file" | "notebook";
export type ContentsFormat = "text" | "base64" | "json";

/** A file, folder or notebook as the API speaks of it. */
export interface ContentsModel {
  name: string;
  /** From the root, names joined by `/`. */
  path: string;
  type: ContentsType;
  writable: boolean;
  /** ISO 8601. */
  created: string;
  /** ISO 8601. */
  last_modified: string;
  mimetype: string | null;
  /** In bytes; null for a folder. */
  size: number | null;
  /** Text, a notebook, or the models of a folder's entries; null when it was not asked for. */
  content: unknown;
  format: ContentsFormat | null;
  hash: string | null;
  hash_algorithm: string | null;
  /** What is wrong with a notebook that can be read all the same. */
  message?: string;
}

/**
 * The model of what is at a place, without its content.
 *
 * @param path - API path
 * @param target - the same in the file system
 * @param type - what a file is asked for as; by its name if not said
 * @param writable - if that is known already
 */
export async function toModel(
  path: string,
  target: string,
  stats: Stats,
  type: ContentsType = typeOf(path),
  writable?: boolean
): Promise<ContentsModel> {
  const isFolder = stats.isDirectory();
  return {
    name: nameOf(path),
    path,
    type: isFolder ? "directory" : type,
    writable: writable ?? (await isWritable(target)),
    // Where a file system knows no birth, the last change of the entry is as near as one gets.
    created: toIsoTime(stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.ctimeMs),
    last_modified: toIsoTime(stats.mtimeMs),
    mimetype: isFolder || type === "notebook" ? null : mimeTypeOf(path),
    size: isFolder ? null : stats.size,
    content: null,
    format: null,
    hash: null,
    hash_algorithm: null
  };
}

/** A file system may hold times that are no date; they become the epoch, as in Jupyter. */
export function toIsoTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString();
}

/** What a file is when nobody says what it is asked for as. */
export function typeOf(path: string): "file" | "notebook" {
  return path.endsWith(".ipynb") ? "notebook" : "file";
}

export async function isWritable(target: string): Promise<boolean> {
  try {
    await access(target, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

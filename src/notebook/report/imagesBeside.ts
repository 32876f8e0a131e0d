import {readFileSync, realpathSync, statSync} from "node:fs";
import path from "node:path";
import type {ReadImage} from "./images.ts";

/** Larger pictures are not for a document. */
const mostBytes = 20 * 1024 * 1024;

/**
 * Reads the pictures that a notebook names, from its own folder and below: a notebook from elsewhere must
 * not bring other files of this machine into a report.
 */
export function imagesBeside(notebookFile: string): ReadImage {
  return (address) => {
    try {
      const folder = realpathSync(path.dirname(path.resolve(notebookFile)));
      const file = realpathSync(path.join(folder, address));
      const {size} = statSync(file);
      return file.startsWith(folder + path.sep) && size <= mostBytes
        ? readFileSync(file)
        : undefined;
    } catch {
      return undefined;
    }
  };
}

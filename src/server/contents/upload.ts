import {appendFile, open, rename, stat, writeFile} from "node:fs/promises";
import {HttpError} from "../httpError.ts";
import type {Contents} from "./contents.ts";
import {encodeFile} from "./encode.ts";
import {uploadFor} from "./leftovers.ts";
import type {Place} from "./locate.ts";
import {type ContentsModel, toModel} from "./model.ts";
import {read} from "./read.ts";
import type {SaveRequest} from "./saveRequest.ts";

/**
 * Takes a piece of a file that is uploaded in several. They are gathered beside the file, which
 * changes when the last has come: an upload that is broken off leaves the old file, where Jupyter
 * Server would leave half of the new one.
 *
 * @param request - its `chunk` is 1 for the first piece, -1 for the last, anything else between
 * @throws HttpError 400 if a piece comes that belongs to no upload
 */
export async function saveChunk(
  contents: Contents,
  path: string,
  {target, stats}: Place,
  {type, content, format, chunk}: SaveRequest
): Promise<ContentsModel> {
  if (type !== "file") {
    const got = typeof type === "string" ? type : typeof type;
    throw new HttpError(400, `File type "${got}" is not supported for large file transfer`);
  }
  if (content === undefined || content === null) {
    throw new HttpError(400, "No file content provided");
  }
  if (typeof chunk !== "number" || !Number.isInteger(chunk) || chunk === 0 || chunk < -1) {
    throw new HttpError(400, `chunk is 1, 2, … or -1, but got ${JSON.stringify(chunk)}`);
  }
  const bytes = encodeFile(path, content, format);
  const upload = uploadFor(target);
  if (chunk === 1) {
    await writeFile(upload, bytes);
  } else {
    const isBegun = await stat(upload).then(
      () => true,
      () => false
    );
    if (!isBegun) {
      throw new HttpError(
        400,
        `Chunk ${chunk} of ${path} came, but its first did not; begin again`
      );
    }
    await appendFile(upload, bytes);
  }
  if (chunk !== -1) return toModel(path, stats ? target : upload, await stat(upload), "file");

  const handle = await open(upload, "r");
  try {
    if (stats) await handle.chmod(stats.mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(upload, target);
  contents.emit({action: "save", path});
  return read(contents, path, {content: false, type: "file"});
}

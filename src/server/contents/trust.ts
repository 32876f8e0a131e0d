import {readFile} from "node:fs/promises";
import {HttpError} from "../httpError.ts";
import {noSuchPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {checkSize, decodeNotebook} from "./decode.ts";
import {toHttpError} from "./fileErrors.ts";
import {locate} from "./locate.ts";

/**
 * Trusts a notebook as it is on the disk: from now on its outputs may show HTML and run JavaScript.
 *
 * @throws HttpError 400 if it is no notebook
 */
export async function trust(contents: Contents, path: string): Promise<void> {
  try {
    const {target, stats} = await locate(contents, path);
    if (!stats) throw noSuchPath(path);
    if (!stats.isFile()) throw new HttpError(400, `Cannot trust ${path}: it is no notebook`);
    checkSize(path, stats.size);
    const bytes = await readFile(target);
    decodeNotebook(path, bytes);
    await contents.notary.sign(bytes);
  } catch (error) {
    throw toHttpError(error, path);
  }
}

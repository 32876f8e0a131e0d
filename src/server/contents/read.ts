import {readFile} from "node:fs/promises";
import {HttpError} from "../httpError.ts";
import {noSuchPath, toApiPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {checkSize, decodeFile} from "./decode.ts";
import {toHttpError} from "./fileErrors.ts";
import {hashAlgorithm, hashOf, hashOfFile} from "./hash.ts";
import {inThread, largeNotebook, ownBytes} from "./inThread.ts";
import {JsonBytes} from "./jsonBytes.ts";
import {listEntries} from "./list.ts";
import {locate, type Place} from "./locate.ts";
import {type ContentsFormat, type ContentsModel, type ContentsType, toModel} from "./model.ts";
import {openNotebook} from "./notebookTasks.ts";

export interface ReadOptions {
  /** What it is to be read as; by its name if not said. */
  type?: ContentsType;
  /** What a file's content is to be; text where it is text if not said. */
  format?: ContentsFormat;
  /** Whether the content is wanted; defaults to true. */
  content?: boolean;
  /** Whether the hash is wanted; defaults to false. */
  hash?: boolean;
  /** Whether the content of a large notebook may be `JsonBytes`, only to be sent; defaults to false. */
  asJson?: boolean;
}

/**
 * The model of what is at a path.
 *
 * @throws HttpError 404 if nothing is there, 400 if it is not what it is asked for as
 */
export async function read(
  contents: Contents,
  apiPath: string,
  options: ReadOptions = {}
): Promise<ContentsModel> {
  const path = toApiPath(apiPath);
  const place = await locate(contents, path);
  try {
    const model = await readPlace(contents, path, place, options);
    if (options.content ?? true) contents.emit({action: "get", path});
    return model;
  } catch (error) {
    throw toHttpError(error, path);
  }
}

async function readPlace(
  contents: Contents,
  path: string,
  {target, stats}: Place,
  {type, format, content = true, hash = false, asJson = false}: ReadOptions
): Promise<ContentsModel> {
  if (!stats) throw noSuchPath(path);
  if (stats.isDirectory()) {
    if (type === undefined || type === "directory") {
      const model = await toModel(path, target, stats);
      if (!content) return model;
      return {...model, content: await listEntries(contents, path, target), format: "json"};
    }
    throw new HttpError(400, `${path} is a directory, not a ${type}`, {reason: "bad type"});
  }
  if (type === "directory") {
    throw new HttpError(400, `${path} is not a directory`, {reason: "bad type"});
  }
  // Opening a pipe or a device can wait for ever, or do something.
  if (!stats.isFile()) throw new HttpError(400, `Cannot read non-file ${path}`);

  const model = await toModel(path, target, stats, type);
  if (!content) {
    if (!hash) return model;
    return {...model, hash: await hashOfFile(target), hash_algorithm: hashAlgorithm};
  }
  checkSize(path, stats.size);
  const bytes = await readFile(target);
  if (hash) Object.assign(model, {hash: hashOf(bytes), hash_algorithm: hashAlgorithm});
  if (model.type === "notebook") return withNotebook(contents, model, bytes, asJson);
  const decoded = decodeFile(path, bytes, format);
  const mimetype = decoded.format === "text" ? "text/plain" : "application/octet-stream";
  return {...model, ...decoded, mimetype: model.mimetype ?? mimetype};
}

async function withNotebook(
  {notary, log}: Contents,
  model: ContentsModel,
  bytes: Buffer,
  asJson: boolean
): Promise<ContentsModel> {
  const {path} = model;
  const isSigned = await notary.isSigned(bytes).catch((error: unknown) => {
    log.warn(error, `cannot tell whether ${path} is trusted`);
    return false;
  });
  if (!asJson || bytes.length < largeNotebook) {
    return {...model, ...openNotebook({path, bytes, isSigned}), format: "json"};
  }
  const own = ownBytes(bytes);
  const {json, ...fault} = await inThread("openNotebook", {path, bytes: own, isSigned}, own);
  return {...model, content: new JsonBytes(json), ...fault, format: "json"};
}

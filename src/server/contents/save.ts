import {mkdir, readFile} from "node:fs/promises";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {HttpError} from "../httpError.ts";
import {folderOf, toApiPath} from "./apiPath.ts";
import {createCheckpoint, listCheckpoints} from "./checkpoints.ts";
import {checkConditions, type Conditions} from "./conditions.ts";
import type {Contents} from "./contents.ts";
import {decodeNotebook} from "./decode.ts";
import {type Encoded, encodeFile, encodeNotebook} from "./encode.ts";
import {toHttpError} from "./fileErrors.ts";
import {hashOf} from "./hash.ts";
import {largeNotebook} from "./inThread.ts";
import {locate, type Place} from "./locate.ts";
import type {ContentsModel} from "./model.ts";
import {read} from "./read.ts";
import type {SaveRequest} from "./saveRequest.ts";
import {isTextNotebook} from "./textNotebook.ts";
import {saveChunk} from "./upload.ts";

export interface Saved {
  model: ContentsModel;
  /** Whether nothing was there before. */
  isNew: boolean;
  /** Of the file that was written; undefined for a folder and a piece of an upload. */
  hash?: string;
}

/** What must hold of the file as it is on the disk, and what is known of the one to be. */
export interface SaveOptions extends Conditions {
  /** The bytes of a notebook, if they were made from the request already. */
  encoded?: Encoded | undefined;
}

/**
 * Saves a file or notebook, or makes a folder. What is there changes in one step, or not at all when
 * an error is thrown; saves of one path wait for each other.
 *
 * @throws HttpError 400 if the request does not fit, 412 if a condition does not hold, 507 if the disk
 *   is full
 */
export async function save(
  contents: Contents,
  apiPath: string,
  request: SaveRequest,
  options: SaveOptions = {}
): Promise<Saved> {
  const path = toApiPath(apiPath);
  const {target} = await locate(contents, path);
  return contents.queue.run([target], async () => {
    try {
      // It is looked at again, since those before it in the queue may have changed it.
      const place = await locate(contents, path);
      const isNew = !place.stats?.isFile();
      const made = isNew ? withDefaults(path, request) : request;
      const saved = await saveAt(contents, path, place, made, options);
      return {...saved, isNew};
    } catch (error) {
      throw toHttpError(error, path);
    }
  });
}

/** What is new has a type by its name, and is empty if nothing else is said. */
function withDefaults(path: string, request: SaveRequest): SaveRequest {
  const type = request.type ?? (path.endsWith(".ipynb") ? "notebook" : "file");
  if ("content" in request || type === "directory") return {...request, type};
  if (type === "notebook") return {...request, type, content: emptyNotebook()};
  return {...request, type, content: "", format: "text"};
}

/** A notebook without cells; which kernel it is for is the front end's to say. */
function emptyNotebook(): object {
  return {cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5};
}

async function saveAt(
  contents: Contents,
  path: string,
  place: Place,
  request: SaveRequest,
  {encoded: known, ...conditions}: SaveOptions
): Promise<Omit<Saved, "isNew">> {
  const {type} = request;
  if (typeof type !== "string") throw new HttpError(400, "No file type provided");
  if (request.chunk !== undefined && request.chunk !== null) {
    checkWritable(path, place);
    return {model: await saveChunk(contents, path, place, request)};
  }
  if (type === "directory") return {model: await makeFolder(contents, path, place)};
  if (request.content === undefined || request.content === null) {
    throw new HttpError(400, "No file content provided");
  }
  if (type !== "file" && type !== "notebook") {
    throw new HttpError(400, `Unhandled contents type: ${type}`);
  }
  checkWritable(path, place);
  await checkConditions(path, place, conditions);
  const encoded =
    type === "notebook"
      ? (known ?? encodeNotebook(path, request.content, await oldText(path, place)))
      : {bytes: encodeFile(path, request.content, request.format), isTrusted: false};
  await writeFile(path, place, encoded.bytes);
  if (encoded.isTrusted) await sign(contents, path, encoded.bytes);
  const model = await read(contents, path, {content: false, type});
  if (type === "notebook") {
    if ((await listCheckpoints(contents, path)).length === 0) {
      await createCheckpoint(contents, path).catch((error: unknown) =>
        contents.log.warn(error, `${path} was saved, but has no checkpoint`)
      );
    }
    const message = faultOf(path, encoded.bytes);
    if (message !== undefined) model.message = message;
  }
  contents.emit({action: "save", path});
  return {model, hash: hashOf(encoded.bytes)};
}

/** What a text notebook is now; of another it does not matter. */
async function oldText(path: string, {target, stats}: Place): Promise<Buffer | undefined> {
  return stats && isTextNotebook(path) ? readFile(target) : undefined;
}

/** What is at the place can be replaced by a file. */
function checkWritable(path: string, {stats, isLink}: Place): void {
  if (path === "" || stats?.isDirectory()) {
    throw new HttpError(400, `${path} is a directory, not a file`);
  }
  if (!stats && isLink) throw new HttpError(400, `${path} is a link that leads nowhere`);
  if (stats && !stats.isFile()) throw new HttpError(400, `Cannot write non-file ${path}`);
}

async function writeFile(path: string, {target}: Place, bytes: Uint8Array): Promise<void> {
  try {
    await writeAtomic(target, bytes);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? noSuchFolder(path, error) : error;
  }
}

async function makeFolder(
  contents: Contents,
  path: string,
  {entry, stats, isLink}: Place
): Promise<ContentsModel> {
  if (isLink && !stats) throw new HttpError(400, `${path} is a link that leads nowhere`);
  if (stats && !stats.isDirectory()) throw new HttpError(400, `Not a directory: ${path}`);
  if (!stats) {
    await mkdir(entry).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? noSuchFolder(path, error) : error;
    });
    contents.emit({action: "create", path});
  }
  return read(contents, path, {content: false});
}

function noSuchFolder(path: string, cause: unknown): HttpError {
  return new HttpError(404, `No such directory: ${folderOf(path)}`, {cause});
}

/** What is wrong with a notebook that was saved; of a large one it is told when it is opened. */
function faultOf(path: string, bytes: Uint8Array): string | undefined {
  return bytes.length > largeNotebook
    ? undefined
    : decodeNotebook(path, Buffer.from(bytes)).message;
}

/** A notebook that cannot be signed is saved all the same: it opens untrusted then. */
async function sign({notary, log}: Contents, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await notary.sign(bytes);
  } catch (error) {
    log.warn(error, `${path} was saved, but cannot be signed`);
  }
}

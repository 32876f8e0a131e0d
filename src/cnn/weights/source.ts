import {createHash} from "node:crypto";
import {closeSync, createReadStream, fstatSync, openSync, readSync} from "node:fs";
import {rm} from "node:fs/promises";
import {basename, dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import type {Asset} from "../assets/asset.ts";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {downloadOnce} from "./downloadOnce.ts";

/**
 * Where weights come from: the path of a file; an address (`https://…`), which is downloaded once; an
 * asset of one file or one `model.json`; or the bytes of a file.
 */
export type WeightsSource = string | URL | Asset | Uint8Array;

/** Bytes that can be read at any place. */
export interface RandomAccess {
  readonly size: number;
  /** Reads a range; fewer bytes come where the file ends. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** A file of the reader's choice, open. */
export interface OpenSource extends RandomAccess {
  /** What errors and reports call it. */
  readonly title: string;
  /** Where it lies, if it is a file of this machine. */
  readonly path: string | undefined;
  /** Opens a file that lies beside it, as the shards of a `model.json` do. */
  readonly beside: (name: string) => Promise<OpenSource>;
  readonly close: () => void;
}

export interface OpenSourceOptions {
  /** SHA-256 or MD5 that the file must have, in hexadecimal. */
  hash?: string;
  signal?: AbortSignal;
}

/**
 * Opens a source of weights, downloading it if need be.
 *
 * @param caller - the function the reader called, for errors
 * @throws RangeError if there is no such file, or it has another hash
 */
export async function openSource(
  caller: string,
  source: WeightsSource,
  options: OpenSourceOptions = {}
): Promise<OpenSource> {
  const opened = await open(caller, source, options);
  try {
    if (options.hash !== undefined) await checkHash(caller, opened, options.hash);
  } catch (error) {
    opened.close();
    // The next try fetches it anew.
    if (opened.path !== undefined && isAddress(source)) await rm(opened.path, {force: true});
    throw error;
  }
  return opened;
}

const isAddress = (source: WeightsSource): boolean =>
  (typeof source === "string" || source instanceof URL) && /^https?:\/\//.test(String(source));

async function open(
  caller: string,
  source: WeightsSource,
  {signal}: OpenSourceOptions
): Promise<OpenSource> {
  if (source instanceof Uint8Array) return openBytes(caller, source);
  if (typeof source === "object" && "files" in source) {
    const folder = await fetchAsset(source, {signal});
    return openFile(caller, join(folder, mainFile(caller, source)), source.name);
  }
  if (typeof source !== "string" && !(source instanceof URL)) {
    throw new TypeError(
      `${caller}: a path, an address, an asset or the bytes of a file is expected, but got ${String(source)}`
    );
  }
  const text = String(source);
  if (isAddress(source)) {
    const path = await downloadOnce(caller, text, {signal});
    return {
      ...openFile(caller, path, text),
      beside: (name) => open(caller, new URL(name, text), {signal})
    };
  }
  return openFile(caller, text.startsWith("file:") ? fileURLToPath(text) : resolve(text), text);
}

/** The file of an asset that tells of the others, or the only one. */
function mainFile(caller: string, {name, files}: Asset): string {
  const json = files.find((file) => basename(file.name) === "model.json");
  const main = json ?? (files.length === 1 ? files[0] : undefined);
  if (main) return main.name;
  throw new RangeError(
    `${caller}: an asset of one file, or with a model.json, is expected, but ${name} has ` +
      files.map((file) => file.name).join(", ")
  );
}

function openBytes(caller: string, given: Uint8Array): OpenSource {
  // Not as a Buffer, whose `slice` is no copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.length);
  return {
    title: `the ${given.length} bytes given`,
    path: undefined,
    size: bytes.length,
    // Copies, since the reader may go on to change what was given.
    read: (offset, length) => bytes.slice(offset, offset + length),
    beside: (name) =>
      Promise.reject(
        new RangeError(
          `${caller}: a model.json whose shards lie beside it is read from its path, but got its bytes (${name} is missing)`
        )
      ),
    close: () => {}
  };
}

function openFile(caller: string, path: string, title: string): OpenSource {
  const file = (() => {
    try {
      return openSync(path, "r");
    } catch (cause) {
      throw new RangeError(`${caller}: a file is expected, but ${path} cannot be opened`, {cause});
    }
  })();
  const info = fstatSync(file);
  if (!info.isFile()) {
    closeSync(file);
    throw new RangeError(`${caller}: a file is expected, but ${path} is a folder`);
  }
  return {
    title,
    path,
    size: info.size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, info.size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(file, bytes, done, bytes.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    },
    beside: (name) =>
      Promise.resolve().then(() => openFile(caller, join(dirname(path), name), name)),
    close: () => closeSync(file)
  };
}

async function checkHash(caller: string, source: OpenSource, hash: string): Promise<void> {
  const algorithm = hashAlgorithm(caller, hash);
  const digest = createHash(algorithm);
  if (source.path === undefined) digest.update(source.read(0, source.size));
  else for await (const chunk of createReadStream(source.path)) digest.update(chunk as Buffer);
  const found = digest.digest("hex");
  if (found === hash.toLowerCase()) return;
  throw new RangeError(
    `${caller}: ${source.title} is expected to have the ${algorithm.toUpperCase()} ${hash}, but has ${found}`
  );
}

/** Which hash it is, by its length. */
function hashAlgorithm(caller: string, hash: string): "md5" | "sha256" {
  if (/^[0-9a-f]{32}$/i.test(hash)) return "md5";
  if (/^[0-9a-f]{64}$/i.test(hash)) return "sha256";
  throw new RangeError(
    `${caller}: hash is a SHA-256 or MD5 in hexadecimal, 64 or 32 digits, but got ${hash}`
  );
}

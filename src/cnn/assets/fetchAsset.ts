import {mkdir, open, readdir, rename, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {host} from "../host.ts";
import {progress} from "../progress.ts";
import {formatSize, type Asset} from "./asset.ts";
import {bring, bringOwn} from "./bring.ts";
import {
  assetFolder,
  cacheFolder,
  isCached,
  manifest,
  manifestName,
  partialFolder,
  removeEmpty
} from "./cache.ts";
import {HttpRefusal} from "./download.ts";
import {withLock} from "./lock.ts";
import {assetNamed} from "./table.ts";
import {noteUse} from "./usedAssets.ts";

export interface FetchAssetOptions {
  /** The reader's own copy: a folder with the files, or the package's tarball. Nothing is downloaded. */
  from?: string;
  /** Stops the download; in a notebook, stopping the cell does too. */
  signal?: AbortSignal;
}

/**
 * The folder with an asset's files, which are downloaded when they are asked for the first time.
 *
 * A file gets into that folder when its hash is the right one, and all get there at once: a download
 * that breaks off leaves the folder as it was, and the next one goes on where it stopped. Two
 * processes that want the same asset download it once.
 *
 * @param which - name of a row of the table, or an asset of one's own
 * @returns path of the folder
 * @throws RangeError if no asset has that name, or the reader's own copy is another file
 * @throws Error if it cannot be downloaded; says what to do
 *
 * @example
 * ```ts
 * const folder = await assets.fetchAsset("mnist"); // ~/.cache/convnotes/mnist
 * await readFile(join(folder, "t10k-labels-idx1-ubyte"));
 * ```
 */
export async function fetchAsset(
  which: string | Asset,
  {from, signal}: FetchAssetOptions = {}
): Promise<string> {
  const asset = typeof which === "string" ? assetNamed(which) : which;
  checkNames(asset);
  const cache = cacheFolder();
  const folder = assetFolder(asset, cache);
  if (from === undefined && (await isCached(asset, cache))) {
    noteUse(asset);
    return folder;
  }

  const signals = [signal, host()?.signal].filter((one) => one !== undefined);
  const stop = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  stop?.throwIfAborted();
  const work = partialFolder(asset, cache);
  await mkdir(join(cache, ".partial"), {recursive: true}).catch((cause: unknown) => {
    throw new Error(
      `fetchAsset: ${asset.name} is kept in the folder ${cache}, which cannot be made ` +
        `(${(cause as Error).message}); set CONVNOTES_CACHE to another`,
      {cause}
    );
  });
  const waiting = progress({
    label: `${asset.name}: another process is fetching it, seconds waited`
  });
  let waited = false;
  const fetching = withLock(
    `${work}.lock`,
    async () => {
      if (waited) waiting.close();
      if (from === undefined && (await isCached(asset, cache))) return;
      await fetchInto(asset, work, folder, from, stop);
    },
    {
      signal: stop,
      onWait: (seconds) => {
        waited = true;
        waiting.update(seconds);
      }
    }
  );
  await fetching.finally(() => removeEmpty(join(cache, ".partial")));
  noteUse(asset);
  return folder;
}

/** An asset of one's own must not reach out of the cache. */
function checkNames({name, files}: Asset): void {
  const names = [name, ...files.flatMap((file) => file.name.split("/"))];
  const wrong = names.find((part) => !/^[\w-][\w.-]*$/.test(part));
  if (wrong === undefined && !name.includes("/")) return;
  throw new RangeError(
    `fetchAsset: names have letters, digits, ".", "_" and "-", but got "${wrong ?? name}"`
  );
}

async function fetchInto(
  asset: Asset,
  work: string,
  folder: string,
  from: string | undefined,
  signal: AbortSignal | undefined
): Promise<void> {
  const ready = join(work, "ready");
  await rm(ready, {recursive: true, force: true}); // of a process that was killed
  await mkdir(ready, {recursive: true});
  try {
    if (from !== undefined) await bringOwn(asset, from, ready);
    else await bringWithBar(asset, work, ready, signal);
    await publish(asset, ready, folder);
    await rm(work, {recursive: true, force: true});
  } catch (error) {
    await rm(ready, {recursive: true, force: true});
    // Only what the next try can go on from stays.
    const left = await readdir(work);
    if (isAnswer(error) || !left.some((name) => name.endsWith(".part")))
      await rm(work, {recursive: true, force: true});
    signal?.throwIfAborted();
    throw from === undefined ? failure(asset, error) : ownFailure(asset, error);
  }
}

async function bringWithBar(
  asset: Asset,
  work: string,
  ready: string,
  signal: AbortSignal | undefined
): Promise<void> {
  const bar = progress({label: `fetching ${asset.name}, MB`, total: asset.size / 1e6});
  const start = performance.now();
  let first: number | undefined;
  try {
    await bring(asset, work, ready, {
      signal,
      limit: asset.size,
      onBytes: (bytes) => {
        first ??= bytes;
        const speed = (bytes - first) / 1e3 / (performance.now() - start);
        bar.update(bytes / 1e6, `${speed.toFixed(1)} MB/s`);
      }
    });
    bar.close();
  } catch (error) {
    bar.close("not finished");
    throw error;
  }
}

/** Puts the folder with the verified files in its place, at once and for good. */
async function publish(asset: Asset, ready: string, folder: string): Promise<void> {
  await writeFile(join(ready, manifestName), manifest(asset), {flush: true});
  const old = `${ready}.old`;
  await rename(folder, old).catch(() => {}); // mostly there is none
  await rename(ready, folder);
  await rm(old, {recursive: true, force: true});
  if (process.platform !== "win32") {
    const parent = await open(join(folder, ".."));
    await parent.sync().finally(() => parent.close());
  }
}

/** Whether the server was reached, and what it said or sent will not do. */
function isAnswer(error: unknown): boolean {
  return error instanceof RangeError || error instanceof HttpRefusal;
}

function failure(asset: Asset, error: unknown): Error {
  const {name, size, source} = asset;
  const again =
    `when that can be reached, run "npx convnotes data fetch ${name}", ` +
    "which goes on where this stopped; ";
  return new Error(
    `fetchAsset: ${name} (${formatSize(size)}) could not be downloaded from ${source} ` +
      `(${(error as Error).message}); ${isAnswer(error) ? "" : again}a copy of your own is taken by ` +
      `"npx convnotes data fetch ${name} --from FOLDER"; a cache of another machine is used by setting ` +
      `CONVNOTES_CACHE (now ${cacheFolder()})`,
    {cause: error}
  );
}

function ownFailure({name}: Asset, error: unknown): Error {
  return new RangeError(`fetchAsset: ${name} was not taken: ${(error as Error).message}`, {
    cause: error
  });
}

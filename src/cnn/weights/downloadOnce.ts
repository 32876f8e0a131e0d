import {createHash} from "node:crypto";
import {mkdir, stat} from "node:fs/promises";
import {basename, join} from "node:path";
import {cacheFolder} from "../assets/cache.ts";
import {download} from "../assets/download.ts";
import {withLock} from "../assets/lock.ts";
import {host} from "../host.ts";
import {progress} from "../progress.ts";

/**
 * The path of a downloaded file, which is kept in the cache: a second call downloads nothing.
 *
 * @throws Error if it cannot be downloaded; says what to do
 */
export async function downloadOnce(
  caller: string,
  address: string,
  {signal}: {signal?: AbortSignal} = {}
): Promise<string> {
  const url = new URL(address);
  const mark = createHash("sha256").update(url.href).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), "weights");
  const path = join(folder, `${mark}-${basename(url.pathname) || "weights"}`);
  const isThere = async (): Promise<boolean> => Boolean(await stat(path).catch(() => undefined));
  if (await isThere()) return path;

  const signals = [signal, host()?.signal].filter((one) => one !== undefined);
  const stop = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  await mkdir(folder, {recursive: true});
  const bar = progress({label: `fetching ${basename(url.pathname)}, MB`});
  try {
    await withLock(
      `${path}.lock`,
      async () => {
        if (await isThere()) return;
        await download(url.href, path, {
          signal: stop,
          onBytes: (bytes) => bar.update(bytes / 1e6)
        });
      },
      {signal: stop}
    );
    bar.close();
  } catch (cause) {
    bar.close("not finished");
    stop?.throwIfAborted();
    throw new Error(
      `${caller}: ${url.href} could not be downloaded (${(cause as Error).message}); a copy of your own ` +
        `is loaded by its path, or put it at ${path}`,
      {cause}
    );
  }
  return path;
}

import {open, readFile, rename, rm, stat, writeFile} from "node:fs/promises";
import {setTimeout as sleep} from "node:timers/promises";

export interface DownloadOptions {
  /** Ends the download; what has arrived is kept for the next time. */
  signal?: AbortSignal;
  /** Called with the bytes that have arrived in all, those of an earlier try included. */
  onBytes?: (bytes: number) => void;
  /** Bytes at most; more is taken for the wrong file. */
  limit?: number;
  /** Tries in a row that may bring nothing new before giving up. Defaults to 4. */
  tries?: number;
  /** Wait before the second try, doubled before each further one, in milliseconds. Defaults to 250. */
  pause?: number;
  /** How long a server may send nothing before it is asked again, in milliseconds. Defaults to 30,000. */
  patience?: number;
}

/** A server's answer that no further try would change. */
export class HttpRefusal extends Error {
  readonly status: number;

  constructor(url: string, status: number) {
    super(`${new URL(url).host} answered ${status}`);
    this.name = "HttpRefusal";
    this.status = status;
  }
}

/**
 * Downloads a file, going on where an earlier try broke off.
 *
 * What arrives is kept beside the file as `.part`, with the server's mark of its version as `.etag`, and
 * gets its name when it is whole and on disk. A server that has changed the file meanwhile, or knows no
 * ranges, sends it from the beginning.
 *
 * @param path - where the file goes
 * @returns whether the beginning is of an earlier try, so that a wrong hash may be that one's fault
 * @throws HttpRefusal if the server says no
 * @throws Error if the server cannot be reached or keeps breaking off
 * @see RFC 9110 §14 on ranges, §13.1.5 on If-Range
 */
export async function download(
  url: string,
  path: string,
  options: DownloadOptions = {}
): Promise<boolean> {
  const {signal, tries = 4, pause = 250} = options;
  const before = await sizeOfFile(`${path}.part`);
  let most = before;
  for (let failed = 0; ;) {
    try {
      const resumed = await attempt(url, path, options);
      return resumed && before > 0;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RangeError) await rm(`${path}.part`, {force: true});
      if (error instanceof HttpRefusal || error instanceof RangeError) throw error;
      const now = await sizeOfFile(`${path}.part`);
      failed = now > most ? 0 : failed + 1;
      most = Math.max(most, now);
      if (failed >= tries) throw new Error(reason(error), {cause: error});
      await sleep(failed === 0 ? 0 : pause * 2 ** (failed - 1), undefined, {signal});
    }
  }
}

async function attempt(
  url: string,
  path: string,
  {signal, onBytes, limit = Infinity, patience = 30_000}: DownloadOptions
): Promise<boolean> {
  const part = `${path}.part`;
  const mark = `${path}.etag`;
  const have = await sizeOfFile(part);
  const version = have > 0 ? await readFile(mark, "utf8").catch(() => "") : "";

  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error("the server stopped sending")), patience);
  try {
    const response = await fetch(url, {
      // Compressed on the way, a range would be one of other bytes.
      headers: {
        "accept-encoding": "identity",
        ...(have > 0 && {range: `bytes=${have}-`, ...(version && {"if-range": version})})
      },
      signal: signal ? AbortSignal.any([signal, idle.signal]) : idle.signal
    });
    if (response.status === 416) {
      await rm(part, {force: true}); // longer than the file: not a beginning of it
      throw new Error("the server has no such range");
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      if (isPassing(response.status)) throw new Error(`the server answered ${response.status}`);
      throw new HttpRefusal(url, response.status);
    }
    const resumed = response.headers.get("content-range")?.startsWith(`bytes ${have}-`) ?? false;
    if (response.status === 206 && !resumed) {
      await rm(part, {force: true});
      throw new Error("the server sent another range than asked for");
    }
    const chunks = readAhead(response.body);
    // A weak mark does not promise equal bytes.
    const etag = response.headers.get("etag") ?? "";
    const strong = etag.startsWith('"') ? etag : response.headers.get("last-modified");
    if (strong) await writeFile(mark, strong);
    else await rm(mark, {force: true});

    const file = await open(part, resumed ? "a" : "w");
    try {
      let bytes = resumed ? have : 0;
      for await (const chunk of chunks) {
        timer.refresh();
        bytes += chunk.length;
        if (bytes > limit) {
          throw new RangeError(`the server sends more than the ${limit} bytes expected`);
        }
        await file.writeFile(chunk);
        onBytes?.(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await rm(mark, {force: true});
    return resumed;
  } catch (error) {
    // What `fetch` throws here does not say why it was stopped.
    throw idle.signal.aborted ? idle.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The chunks of a body, each asked for while the one before is still being written: a chunk that waits
 * in the stream when the connection breaks is lost.
 */
function readAhead(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  const read = (): ReturnType<typeof reader.read> => {
    const chunk = reader.read();
    chunk.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let next = read();
  return (async function* () {
    try {
      for (;;) {
        const {done, value} = await next;
        if (done) return;
        next = read();
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => undefined); // broken off already, or not wanted further
    }
  })();
}

/** Whether a server may well answer otherwise in a moment. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

async function sizeOfFile(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Why a download failed, in the system's words: `fetch` itself says only that it did. */
function reason(error: unknown): string {
  const {message, cause} = error as Error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reason(cause.errors[0]);
  return cause instanceof Error && cause.message ? cause.message : message;
}

import {appendFile, mkdir, readFile, stat} from "node:fs/promises";
import path from "node:path";
import {writeAtomic} from "../../notebook/writeAtomic.ts";

/** As many as Jupyter keeps; beyond it the oldest quarter is forgotten. */
const defaultCapacity = 65_535;

/** Signatures that are remembered, across servers and their restarts. */
export interface SignatureStore {
  /** Whether a signature is known; one that is asked for counts as new again. */
  has(signature: string): Promise<boolean>;
  add(signature: string): Promise<void>;
}

/**
 * Signatures in a file, one a line, the newest last. Adding appends, which is one step for the
 * system, so that several servers can share the file; when it holds more than its capacity it is
 * written anew without what is double and without the oldest.
 *
 * @param file - made on first use
 */
export function openSignatureStore(
  file: string,
  {capacity = defaultCapacity}: {capacity?: number} = {}
): SignatureStore {
  let known = new Set<string>();
  let newest = "";
  let lines = 0;
  /** The state of the file that `known` was read from. */
  let seen = {inode: 0, size: -1};

  /** Reads the file again if another server changed it: appended to it, or wrote it anew. */
  async function refresh(): Promise<void> {
    const now = await stateOf(file);
    if (now.inode === seen.inode && now.size === seen.size) return;
    const text = now.size > 0 ? await readFile(file, "latin1") : "";
    const signatures = text.split("\n").filter((line) => /^[0-9a-f]{64}$/.test(line));
    known = new Set();
    for (const signature of signatures) putLast(signature);
    lines = signatures.length;
    seen = {inode: now.inode, size: text.length};
  }

  function putLast(signature: string): void {
    known.delete(signature);
    known.add(signature);
    newest = signature;
  }

  async function append(signature: string): Promise<void> {
    const line = `${signature}\n`;
    await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
    await appendFile(file, line, {mode: 0o600});
    putLast(signature);
    lines += 1;
    const now = await stateOf(file);
    if (now.size === Math.max(seen.size, 0) + line.length) seen = now;
    if (lines <= capacity) return;
    await refresh();
    const kept = [...known].slice(-Math.ceil(capacity * 0.75));
    await writeAtomic(file, kept.map((line) => `${line}\n`).join(""));
  }

  // One at a time: what is between a look and an append must not change.
  let last: Promise<unknown> = Promise.resolve();
  function next<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  }

  return {
    has: (signature) =>
      next(async () => {
        await refresh();
        if (!known.has(signature)) return false;
        if (newest !== signature) await append(signature);
        return true;
      }),
    add: (signature) =>
      next(async () => {
        await refresh();
        await append(signature);
      })
  };
}

async function stateOf(file: string): Promise<{inode: number; size: number}> {
  const stats = await stat(file).catch(() => undefined);
  return {inode: stats?.ino ?? 0, size: stats?.size ?? 0};
}

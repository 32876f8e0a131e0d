import {mkdir, open, readFile, rm, stat, utimes} from "node:fs/promises";
import {hostname} from "node:os";
import {dirname} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

/** How often the holder says that it is alive, and how long it may be silent, in milliseconds. */
const beat = 5_000;
const silence = 60_000;

export interface LockOptions {
  /** Ends the wait. */
  signal?: AbortSignal;
  /** Called while another process holds the lock, with the seconds waited. */
  onWait?: (seconds: number) => void;
}

/**
 * Runs some work while no other process runs it: the one who made the lock file does, the others wait.
 *
 * The lock of a process that was killed is taken over. It saves double work and is no guarantee: two
 * that take over in the same instant both run, so the work must be right even then.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  {signal, onWait}: LockOptions = {}
): Promise<T> {
  const start = performance.now();
  while (!(await acquire(path))) {
    if (await isStale(path)) {
      await rm(path, {force: true});
      continue;
    }
    onWait?.(Math.round((performance.now() - start) / 1000));
    await sleep(100, undefined, {signal});
  }
  const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), beat);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(path, {force: true});
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), {recursive: true});
    const file = await open(path, "wx");
    await file.writeFile(`${process.pid} ${hostname()}`);
    await file.close();
    return true;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    // ENOENT: the one who held the lock has just cleared the empty folder away.
    if (code === "EEXIST" || code === "ENOENT") return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const {mtimeMs} = await stat(path);
    if (Date.now() - mtimeMs > silence) return true;
    const [pid, host] = (await readFile(path, "utf8")).split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch {
    return false; // released meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import {lstat, readlink, rename, rm, symlink} from "node:fs/promises";
import {hostname} from "node:os";
import {basename} from "node:path";
import {randomUUID} from "node:crypto";
import {setTimeout as sleep} from "node:timers/promises";

/** How old the lock of a process that we cannot ask may get, in ms, before it is taken for left behind. */
const grace = 30_000;

/**
 * Does something while nobody else writes to a journal, by Optuna's protocol: who can make the symbolic
 * link `<file>.lock` has the lock.
 *
 * Optuna makes the link point to the journal, and nobody looks where it points. Ours says who made it,
 * so that the lock of a process that was killed is known for what it is at once.
 */
export async function withLock<T>(file: string, act: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const owner = `${basename(file)}?pid=${process.pid}&host=${hostname()}`;
  for (let pause = 1; ; pause = Math.min(100, pause * 2)) {
    const made = await symlink(owner, lock).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
        return false;
      }
    );
    if (made) break;
    if (await isLeftBehind(lock)) await release(lock).catch(() => undefined);
    else await sleep(pause);
  }
  try {
    return await act();
  } finally {
    await release(lock);
  }
}

/** As Optuna does it: renamed first, so that one of two that both want to release it succeeds. */
async function release(lock: string): Promise<void> {
  const gone = `${lock}${randomUUID()}.rename`;
  await rename(lock, gone);
  await rm(gone);
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    const owner = new URLSearchParams((await readlink(lock)).split("?")[1]);
    const pid = Number(owner.get("pid"));
    if (pid > 0 && owner.get("host") === hostname()) return !isAlive(pid);
    return Date.now() - (await lstat(lock)).mtimeMs > grace;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // released by now
    throw error;
  }
}

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

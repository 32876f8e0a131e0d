/** How often the parent is looked for, in ms; Jupyter's own kernels look once a second. */
const period = 1000;

/**
 * Calls `onDeath` when the process that wanted this kernel is gone, however it went: otherwise a
 * killed server would leave its kernels behind.
 *
 * - `JPY_PARENT_PID`, which Jupyter's own clients set, is a process that should exist;
 * - an IPC channel, which a parent in Node may open, ends with the parent;
 * - `CONVNOTES_PARENT_STDIN` says that standard input is a pipe that the parent holds open. It
 *   must be said, since Jupyter's clients close standard input of a kernel at once.
 */
export function watchParent(
  onDeath: () => void,
  {env = process.env}: {env?: Record<string, string | undefined>} = {}
): void {
  if (process.channel) process.once("disconnect", onDeath);
  if (env.CONVNOTES_PARENT_STDIN) {
    process.stdin.once("end", onDeath).once("error", onDeath).resume();
  }
  const parent = Number(env.JPY_PARENT_PID);
  // 1 adopts what has lost its parent, so it tells nothing.
  if (!Number.isInteger(parent) || parent <= 1) return;
  // A number may be taken again by another process, the place of a parent may not.
  const isOurs = process.platform !== "win32" && process.ppid === parent;
  setInterval(() => {
    if (isOurs ? process.ppid !== parent : !exists(parent)) onDeath();
  }, period).unref();
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process exists, even if it takes no signals from us.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

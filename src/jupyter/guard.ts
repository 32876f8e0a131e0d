// Ends kernels whose parent was killed. Ours notice by themselves, as Jupyter's own do; others may
// not, and a killed process has no last word.

import {type ChildProcess, spawn} from "node:child_process";

/**
 * Reads which processes are there, until the parent's end of the pipe closes, and then ends those
 * that are left, with all that they have started. A shell, since it needs 1 MB where Node needs 40.
 */
const script = `
pids=
while read -r change pid; do
  kept=
  for one in $pids; do [ "$one" = "$pid" ] || kept="$kept $one"; done
  pids=$kept
  [ "$change" = start ] && pids="$pids $pid"
done
for pid in $pids; do kill -s TERM -- "-$pid"; done
[ -z "$pids" ] || sleep 2
for pid in $pids; do kill -s KILL -- "-$pid"; done
`;

let guard: ChildProcess | undefined;

/**
 * Makes sure that a process group does not outlive this process, however it ends. Windows has no
 * groups: there kernels have to look for `JPY_PARENT_PID` themselves.
 *
 * @returns to be called when the group has ended, because its number may be given to others
 */
export function guardGroup(pid: number): () => void {
  if (process.platform === "win32") return () => {};
  tell(`start ${pid}`);
  return () => tell(`end ${pid}`);
}

function tell(line: string): void {
  guard ??= startGuard();
  guard.stdin?.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  // A session of its own: Ctrl-C in the terminal must not end it before its time.
  const started = spawn("/bin/sh", ["-c", script], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  });
  const gone = (): void => void (guard = guard === started ? undefined : guard);
  started.on("error", gone).on("exit", gone);
  started.stdin.on("error", gone);
  // Nobody waits for it.
  started.unref();
  (started.stdin as unknown as {unref(): void}).unref();
  return started;
}

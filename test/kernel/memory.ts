import {readdirSync, readFileSync} from "node:fs";

/** Memory that a process and all below it have for themselves, in MB; Linux only. */
export function privateMemory(pid: number): number {
  const kilobytes = processTree(pid).map((pid) => {
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    const field = (name: string) =>
      Number(new RegExp(`^${name}: *(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
    return field("Private_Clean") + field("Private_Dirty");
  });
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1000;
}

/** A process and its descendants. */
function processTree(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      return [Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const;
    });
  const found = [root];
  for (const pid of found) {
    found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  }
  return found;
}

/** Empty when the process is gone meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

import {spawn} from "node:child_process";
import {once} from "node:events";
import {closeSync, existsSync, openSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {ownerOf} from "../occupy.ts";
import {readPlan} from "./plan.ts";

export interface ResumeOptions {
  /** Trials that there are in the end; as many as before unless given. */
  trials?: number;
  /** Trials that run at once; as many as before unless given. */
  jobs?: number;
  /** The Redis server that workers of other machines ask; without one, trials run on this machine. */
  redis?: string;
}

const program = fileURLToPath(new URL("resume.js", import.meta.url));

/**
 * Goes on with the sweep of a folder in a process of its own, which lives on when this one ends: first
 * inside the trials that were interrupted, then with those that are left.
 *
 * @returns its process id, when it has the folder
 * @throws Error if somebody runs the sweep, or its trials cannot run in another process
 *
 * @example
 * ```ts
 * await resumeSweep(folder, {trials: 40});
 * (await new SweepReader(folder).read()).status; // "running"
 * ```
 */
export async function resumeSweep(folder: string, options: ResumeOptions = {}): Promise<number> {
  const owner = await ownerOf(folder);
  if (owner?.isAlive) {
    throw new Error(
      `resumeSweep: nobody runs ${folder}, but process ${owner.pid} of ${owner.host} does`
    );
  }
  const plan = await readPlan(folder);
  if (!plan || !existsSync(join(folder, "objective.v8"))) {
    throw new Error(
      `resumeSweep: a sweep whose trials have processes of their own is expected, but ${folder} ` +
        "has no objective.v8: call sweep again with this folder"
    );
  }
  const said = join(folder, "resumed.txt");
  const output = openSync(said, "w");
  const child = spawn(process.execPath, [program, folder, JSON.stringify(options)], {
    cwd: existsSync(plan.cwd) ? plan.cwd : folder,
    detached: true,
    stdio: ["ignore", output, output]
  });
  closeSync(output);
  await once(child, "spawn");
  child.unref();
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while ((await ownerOf(folder))?.pid !== child.pid && !hasEnded()) await sleep(20);
  if (child.exitCode !== null && child.exitCode !== 0) {
    throw new Error(
      `resumeSweep: ${folder} cannot be gone on with: ${readFileSync(said, "utf8").trim()}`
    );
  }
  return child.pid!;
}

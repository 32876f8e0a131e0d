import {spawn} from "node:child_process";
import {once} from "node:events";
import {setTimeout as sleep} from "node:timers/promises";
import {existsSync, readFileSync} from "node:fs";
import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import type {SweepOptions, TrialRecord} from "@convnotes/sweep";

/** Runs a sweep in a process of its own, which `watch` may kill; undefined when it was. */
export async function sweepProcess(
  options: SweepOptions,
  watch: (process: {pid: number; kill: () => void; isOver: () => boolean}) => Promise<void> = () =>
    Promise.resolve()
): Promise<TrialRecord[] | undefined> {
  const child = spawn(
    process.execPath,
    ["test/input/sweep/driver.js", JSON.stringify({...options, quiet: true})],
    {stdio: ["ignore", "pipe", "inherit"]}
  );
  let text = "";
  child.stdout.on("data", (part: Buffer) => (text += part.toString()));
  const closed = once(child, "close");
  await watch({
    pid: child.pid!,
    kill: () => void child.kill("SIGKILL"),
    isOver: () => child.exitCode !== null || child.signalCode !== null
  });
  await closed;
  if (child.signalCode === "SIGKILL") return undefined;
  return (JSON.parse(text) as {trials: TrialRecord[]}).trials;
}

/** The processes that a process has started, by Linux's own list. */
export async function processesOf(parent: number): Promise<number[]> {
  const file = `/proc/${parent}/task/${parent}/children`;
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

/** How often a journal says something. */
export function countIn(folder: string, text: string): number {
  const file = join(folder, "journal.log");
  return existsSync(file) ? readFileSync(file, "utf8").split(text).length - 1 : 0;
}

/** What a sweep left behind, without times: its trials, and the bytes of weights and numbers. */
export async function remains(
  folder: string,
  trials: readonly TrialRecord[]
): Promise<{trials: object[]; files: Record<string, string>}> {
  const names = await readdir(join(folder, "trials"), {recursive: true});
  const files = names
    .filter((name) => /(\.safetensors|\.jsonl|\.v8)$/.test(name))
    .sort()
    .map(async (name) => {
      const bytes = await readFile(join(folder, "trials", name));
      return [name, name.endsWith(".safetensors") ? timeless(bytes) : bytes.toString("latin1")];
    });
  return {
    trials: trials.map((trial) => ({...trial, started: undefined, ended: undefined})),
    files: Object.fromEntries(await Promise.all(files)) as Record<string, string>
  };
}

/** A checkpoint without the time that its training took: settings, history, names and all numbers. */
function timeless(bytes: Buffer): string {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = bytes
    .subarray(8, start)
    .toString()
    .replace(/\\"seconds\\":[\d.e+-]+/, "");
  return header.trimEnd() + bytes.subarray(start).toString("latin1");
}

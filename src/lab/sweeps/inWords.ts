import type {SweepLine, TrialState} from "./sweepsOfServer.ts";

/** A value with four significant digits. */
export const short = (value: number | string | boolean): string =>
  typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);

/** `45 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const statuses: Readonly<Record<SweepLine["status"], string>> = {
  running: "running",
  stopping: "stopping",
  stopped: "stopped",
  complete: "complete"
};

/** `running, about 40 s left`. */
export function statusOf({status, secondsLeft}: Pick<SweepLine, "status" | "secondsLeft">): string {
  const left = status === "running" && secondsLeft !== null && secondsLeft > 0;
  return left ? `running, about ${duration(Math.ceil(secondsLeft))} left` : statuses[status];
}

/** What a trial's state is called, with a mark that is told apart without colour. */
export const states: Readonly<Record<TrialState, readonly [mark: string, words: string]>> = {
  waiting: ["○", "waiting"],
  running: ["▶", "running"],
  complete: ["✓", "complete"],
  pruned: ["✂", "ended early"],
  failed: ["✗", "failed"]
};

/** `22 Nov, 20:05`, as the reader writes dates. */
export const moment = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, {dateStyle: "medium", timeStyle: "short"});

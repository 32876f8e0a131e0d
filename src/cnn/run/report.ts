import {appendFileSync} from "node:fs";
import {join} from "node:path";
import {runFolder} from "./runFolder.ts";
import {askSweep} from "./sweepSocket.ts";

export interface ReportOptions {
  /** What the numbers are of, from 0: an epoch, a fold; written beside them. */
  step?: number;
}

/**
 * Tells how a run does: the numbers become a line of its `metrics.jsonl`, and in a trial of a sweep the
 * next values that the sweep compares. `fit` does the same after each epoch by itself.
 *
 * In a notebook that is not run by `convnotes run` or a sweep, nothing happens.
 *
 * @param metrics - finite numbers by name
 * @throws TypeError if there is none, or one is no number
 * @throws TrialPruned if the sweep has seen enough; let it pass
 *
 * @example
 * ```ts
 * await report({valAccuracy: 0.97});
 * ```
 */
export async function report(
  metrics: Readonly<Record<string, number>>,
  {step}: ReportOptions = {}
): Promise<void> {
  const entries = Object.entries(metrics);
  const wrong = entries.find(([, value]) => typeof value !== "number");
  if (entries.length === 0 || wrong) {
    const got = wrong ? `${wrong[0]} is ${JSON.stringify(wrong[1])}` : "there is none";
    throw new TypeError(`report: numbers by name are expected, but ${got}`);
  }
  await record({...(step !== undefined && {step}), ...metrics}, metrics);
}

/** Writes a line to the run's metrics, and asks the sweep, if there is one, whether to go on. */
export async function record(
  line: Readonly<Record<string, number>>,
  metrics: Readonly<Record<string, number>>
): Promise<void> {
  const folder = runFolder();
  if (folder === undefined) return;
  // JSON has no NaN; as text it is not lost.
  const text = JSON.stringify(line, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value
  );
  appendFileSync(join(folder, "metrics.jsonl"), `${text}\n`);
  await askSweep(metrics);
}

import {createHash} from "node:crypto";
import type {SweepProgress, TrialRecord} from "@convnotes/sweep";

/** A trial, in a row of the table. */
export interface TrialRow {
  number: number;
  state: TrialRecord["state"];
  value: number | null;
  /** Steps that it has reported. */
  steps: number;
  seconds: number | null;
  parameters: TrialRecord["parameters"];
}

/** A sweep as the lab shows it; without figures and trials where those are known already. */
export async function sweepView(progress: SweepProgress, since: unknown): Promise<object> {
  const {trials, best, lost, direction, name, status, finished, planned} = progress;
  const {jobs, sampler, pruner, seed, begun, secondsLeft, canResume} = progress;
  const revision = createHash("sha1")
    .update(JSON.stringify([trials, planned]))
    .digest("hex");
  const facts = {
    ...{name, status, direction, finished, planned, jobs, sampler, pruner, seed, canResume},
    secondsLeft: secondsLeft ?? null,
    begun: begun ?? null,
    best: best ? {number: best.number, value: best.value!} : null,
    lost: lost.length,
    reason: progress.reason ?? null,
    revision
  };
  if (since === revision) return facts;
  const {sweepFigures} = await import("@convnotes/sweep");
  return {...facts, figures: sweepFigures(progress), trials: trials.map(toRow)};
}

function toRow({number, state, value, steps, started, ended, parameters}: TrialRecord): TrialRow {
  return {
    ...{number, state, parameters},
    value: value ?? null,
    steps: Object.keys(steps).length,
    seconds: secondsOf({...(started && {started}), ...(ended && {ended})})
  };
}

/** How long a trial took; null before it has ended. */
export const secondsOf = ({
  started,
  ended
}: Pick<TrialRecord, "started" | "ended">): number | null =>
  started && ended ? (Date.parse(ended) - Date.parse(started)) / 1000 : null;

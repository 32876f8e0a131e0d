import {join} from "node:path";

/**
 * The folder of the run that this process is part of: `convnotes run` and sweeps name it in
 * `CONVNOTES_RUN`; undefined in a notebook that one works in.
 */
export function runFolder(): string | undefined {
  return process.env.CONVNOTES_RUN || undefined;
}

let counted: string | undefined;
let trainings = 0;

/** The place of a training in its run, from 1; a process may take part in one run after another. */
export function nextTraining(): number {
  const folder = runFolder();
  if (folder !== counted) trainings = 0;
  counted = folder;
  return ++trainings;
}

/**
 * Where a training of a sweep's trial keeps its state, so that a trial that was killed goes on inside
 * it; undefined elsewhere. The n-th training of the notebook finds the file of the n-th again.
 */
export function ownCheckpoint(training: number): {path: string; resume: true} | undefined {
  const folder = process.env.CONVNOTES_CHECKPOINTS;
  if (!folder) return undefined;
  return {path: join(folder, `fit-${training}.safetensors`), resume: true};
}

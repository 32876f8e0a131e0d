import type {NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {pick, range, type Table} from "./examples.ts";
import {nextTurn} from "./forward.ts";
import {scores, type Objective} from "./objective.ts";
import {runningMean} from "./runningMean.ts";
import type {Schedule} from "./schedules.ts";
import {streamSeed} from "./seeds.ts";
import type {StepResult, StepSettings, TrainingStep} from "./step.ts";
import {targetTensor, toTensor} from "./tensors.ts";

/** What stays the same from epoch to epoch. */
export interface EpochPlan {
  readonly train: Table;
  readonly goal: Objective;
  readonly step: TrainingStep;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly augment: ((x: NDArray, random: Random) => NDArray) | undefined;
  /** Ends the epoch before the next batch, by throwing its reason. */
  readonly signal: AbortSignal;
  /** Told after each step: its scores, and the means of the epoch so far. */
  readonly onStep: (report: Report, means: () => Record<string, number>) => Promise<void>;
}

/** How a training stands, as `onBatch` and `onEpoch` are told. */
export interface Report {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  /** Number of the batch in its epoch, from 0. */
  readonly batch: number;
  /** Number of the step, from 0 over all epochs. */
  readonly step: number;
  readonly learningRate: number;
  /** Loss and metrics: of this batch alone, or of the whole epoch with `val_` ones. */
  readonly scores: Readonly<Record<string, number>>;
}

/** How many steps an epoch takes. */
export function batchesIn({train, batchSize}: Pick<EpochPlan, "train" | "batchSize">): number {
  return Math.ceil(train.length / batchSize);
}

/**
 * Learns from every example once.
 *
 * @returns loss and metrics, their means over the epoch
 */
export async function learnEpoch(plan: EpochPlan, epoch: number): Promise<Record<string, number>> {
  const {train, goal, step, epochs, batchSize, seed, augment} = plan;
  const batches = batchesIn(plan);
  const order = plan.shuffle
    ? random(streamSeed(seed, "order", epoch)).permutation(train.length)
    : range(0, train.length);
  const mean = runningMean();
  for (let batch = 0; batch < batches; ++batch) {
    plan.signal.throwIfAborted();
    const at = epoch * batches + batch;
    const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
    const draws = random(streamSeed(seed, "augmentation", at));
    const x = train.x.map((column) => pick(column, rows));
    const y = train.y.map((column) => pick(column, rows));
    const moment = {step: at, steps: epochs * batches, epoch: at / batches, epochs};
    const learningRate = plan.learningRate * plan.schedule(moment);
    const {loss, outputLosses, outputs} = await runStep(
      step,
      goal,
      augment ? x.map((one) => augment(one, draws)) : x,
      y,
      {learningRate, seed: streamSeed(seed, "noise", at)}
    );
    if (!Number.isFinite(loss)) {
      throw new RangeError(
        `fit: the loss is a finite number, but it is ${loss} at step ${at + 1} ` +
          `(epoch ${epoch + 1}, batch ${batch + 1} of ${batches}, learning rate ${learningRate})`
      );
    }
    const own = scores(goal, loss, outputLosses, y, outputs);
    mean.add(own, rows.length);
    const report = {epoch, batch, step: at, learningRate, scores: own};
    await plan.onStep(report, () => mean.means());
    await nextTurn();
  }
  await step.sync();
  return mean.means();
}

async function runStep(
  step: TrainingStep,
  {losses}: Objective,
  x: readonly NDArray[],
  y: readonly NDArray[],
  settings: StepSettings
): Promise<StepResult> {
  const inputs = x.map(toTensor);
  const targets = y.map((array, k) => targetTensor(array, losses[k]));
  try {
    return await step.run(inputs, targets, settings);
  } finally {
    tf.dispose([...inputs, ...targets]);
  }
}

import type {LayersModel} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {readCheckpoint, writeCheckpoint} from "./checkpoint.ts";
import type {Watch, WatchState} from "./earlyStopping.ts";
import type {History} from "./history.ts";
import type {Optimizer} from "./optimizer.ts";
import {toNDArray, toTensor} from "./tensors.ts";
import {readWeights, writeWeights} from "./weights.ts";
import {tf} from "../tensorflow.ts";

export interface CheckpointOptions {
  /** The file, in the safetensors format; its folder is made if need be. */
  path: string;
  /** Epochs from one writing to the next; defaults to 1. The last is always written. */
  every?: number;
  /** Goes on from the file if there is one; defaults to false: starts anew and replaces it. */
  resume?: boolean;
}

/** What a training is at work on between two epochs. */
export interface Training {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly history: History;
  readonly watcher: Watch | undefined;
  /** The weights of the best epoch, where early stopping keeps them. */
  best: Record<string, NDArray> | undefined;
  /** What must be equal for the numbers to be: seed, batch size, rule, examples. */
  readonly identity: Readonly<Record<string, unknown>>;
}

interface State {
  identity: Record<string, unknown>;
  iterations: number;
  history: History;
  watch?: WatchState;
}

/** Writes how a training stands to a file. */
export async function save(path: string, training: Training): Promise<void> {
  const {model, optimizer, history, watcher, best, identity} = training;
  const {iterations, slots} = optimizer;
  const state = {identity, iterations, history, watch: watcher?.state} satisfies State;
  const moments = Object.entries(slots).flatMap(([name, variables]) =>
    variables.map(async (variable, i) => [`${name}/${i}`, await toNDArray(variable)] as const)
  );
  await writeCheckpoint(path, {
    state,
    arrays: {
      ...under("weights", await readWeights(model)),
      ...under("slots", Object.fromEntries(await Promise.all(moments))),
      ...under("best", best ?? {})
    }
  });
}

/**
 * Brings a training to where a file left it; leaves it alone where there is no file.
 *
 * @throws RangeError if the file is of another model or of a training with other settings
 */
export async function load(path: string, training: Training): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint) return;
  const {identity, iterations, history, watch} = checkpoint.state as State;
  for (const [name, value] of Object.entries(training.identity)) {
    const saved = JSON.stringify(identity[name]);
    if (saved === JSON.stringify(value)) continue;
    throw new RangeError(
      `fit: the checkpoint is of a training with ${name} ${JSON.stringify(value)}, but it has ${saved} (${path})`
    );
  }
  const {model, optimizer, watcher} = training;
  writeWeights(model, from("weights", checkpoint.arrays));
  const saved = from("slots", checkpoint.arrays);
  tf.tidy(() => {
    for (const [name, variables] of Object.entries(optimizer.slots)) {
      variables.forEach((variable, i) => variable.assign(toTensor(saved[`${name}/${i}`])));
    }
  });
  optimizer.iterations = iterations;
  Object.assign(training.history, history, {stopped: false});
  if (watcher && watch) watcher.state = watch;
  const best = from("best", checkpoint.arrays);
  if (Object.keys(best).length > 0) training.best = best;
}

const under = (folder: string, arrays: Record<string, NDArray>): Record<string, NDArray> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${folder}/${name}`, array]));

const from = (folder: string, arrays: Readonly<Record<string, NDArray>>): Record<string, NDArray> =>
  Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(`${folder}/`))
      .map(([name, array]) => [name.slice(folder.length + 1), array])
  );

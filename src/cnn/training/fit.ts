import type {LayersModel, Variable} from "@tensorflow/tfjs";
import {host} from "../host.ts";
import type {NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import {record} from "../run/report.ts";
import {nextTraining, ownCheckpoint} from "../run/runFolder.ts";
import {watch, type EarlyStopping} from "./earlyStopping.ts";
import {fastestStep} from "./compiledStep.ts";
import {batchesIn, learnEpoch, type EpochPlan, type Report} from "./epoch.ts";
import {judge, prepare} from "./evaluate.ts";
import {select, type Table, type TrainingData} from "./examples.ts";
import {append, rowOf, type History} from "./history.ts";
import type {ObjectiveOptions} from "./objective.ts";
import {optimizer as makeOptimizer} from "./optimizer.ts";
import {settleOptimizer, type OptimizerConfig, type OptimizerName} from "./optimizerConfig.ts";
import {load, save, type CheckpointOptions, type Training} from "./resume.ts";
import {constant, type Schedule} from "./schedules.ts";
import {checkSeed, streamSeed} from "./seeds.ts";
import {show, type Show} from "./show.ts";
import type {MakeTrainingStep} from "./step.ts";
import {readWeights, writeWeights} from "./weights.ts";

export interface FitOptions extends ObjectiveOptions {
  /** How often every example is learned from; defaults to 1. */
  epochs?: number;
  /** Examples in a step; defaults to 32. */
  batchSize?: number;
  /** The rule of the steps; defaults to that of `model.compile`, else to `"adam"`. */
  optimizer?: OptimizerName | OptimizerConfig;
  /** Defaults to what Keras gives the optimiser: 0.001, or 0.01 for `sgd`. */
  learningRate?: number;
  /** How the learning rate changes from step to step; defaults to `schedules.constant()`. */
  schedule?: Schedule;
  /** Examples to judge by after each epoch: others, or a share of `data` that is drawn and held back. */
  validation?: TrainingData | number;
  /** Ends training when it no longer gets better. */
  earlyStopping?: EarlyStopping;
  /** Writes the state of the training to a file after epochs, and goes on from it. */
  checkpoint?: CheckpointOptions;
  /** Draws the order of examples, the dropout and the augmentation; defaults to 1. */
  seed?: number;
  /** Goes through the examples in a new order each epoch; defaults to true. */
  shuffle?: boolean;
  /** Changes a batch of inputs before it is learned from, as in data augmentation; keeps its shape. */
  augment?: (x: NDArray, random: Random) => NDArray;
  /** Told after each step; training waits for it. */
  onBatch?: (report: Report) => void | Promise<void>;
  /** Told after each epoch; training waits for it. */
  onEpoch?: (report: Report) => void | Promise<void>;
  /** Told when training goes on from a checkpoint, with what has been learned before; training waits. */
  onResume?: (history: History) => void | Promise<void>;
  /** Stops training when aborted, as the notebook's stop button does too. */
  signal?: AbortSignal;
  /** Shows nothing; defaults to false. */
  quiet?: boolean;
  /** How a step is computed; defaults to the fastest way that the engine has for the model. */
  makeStep?: MakeTrainingStep;
}

/**
 * Trains a model: goes through the examples batch by batch and moves the weights down the gradient
 * of the loss.
 *
 * The model starts from the weights it has (see `seedModel`). Equal weights, data, options and engine
 * give equal numbers. Stopped, it gives what has come of it within one batch. Between batches it lets
 * other events in.
 *
 * @param model - any TensorFlow.js layers model; need not be compiled
 * @param data - examples: `{x, y}` or a split of a dataset
 * @returns the history, as plain data
 * @throws RangeError if data and model do not go together, or the loss is no longer a finite number
 * @throws TypeError if data is no arrays
 *
 * @example
 * ```ts
 * const {history} = await fit(lenet5(), train, {epochs: 3, batchSize: 128, validation: 0.1});
 * history.val_accuracy.length; // 3: a number for each epoch
 * ```
 */
export async function fit(
  model: LayersModel,
  data: TrainingData,
  options: FitOptions = {}
): Promise<History> {
  const {epochs = 1, batchSize = 32, seed = 1, makeStep = fastestStep} = options;
  const number = nextTraining();
  const checkpoint: CheckpointOptions | undefined = options.checkpoint ?? ownCheckpoint(number);
  checkWhole("epochs", epochs);
  checkWhole("batchSize", batchSize);
  if (checkpoint?.every !== undefined) checkWhole("checkpoint.every", checkpoint.every);
  checkSeed("fit", seed);
  const {table, goal} = prepare("fit", model, data, options);
  const {train, held} = holdBack(model, table, options, seed);
  const {rule, learningRate} = settleOptimizer(model, options.optimizer, options.learningRate);
  const watcher = options.earlyStopping && watch(options.earlyStopping, held !== undefined);

  const history: History = {
    history: {},
    steps: {},
    epochs: 0,
    stoppedEarly: false,
    stopped: false,
    seconds: 0
  };
  const optimizer = makeOptimizer(rule, trainableWeights(model));
  const step = madeOr(
    () => makeStep({model, losses: goal.losses, lossWeights: goal.lossWeights, optimizer}),
    () => optimizer.dispose()
  );
  const training: Training = {
    model,
    optimizer,
    history,
    watcher,
    best: undefined,
    identity: {seed, batchSize, rule, learningRate, examples: train.length}
  };
  const plan: EpochPlan = {
    train,
    goal,
    step,
    epochs,
    batchSize,
    learningRate,
    schedule: options.schedule ?? constant(),
    seed,
    shuffle: options.shuffle ?? true,
    augment: options.augment,
    signal: stopSignal(options.signal),
    async onStep(report, means) {
      append(history.steps, {...report.scores, learningRate: report.learningRate});
      view?.batch(report.epoch, report.batch, means());
      if (!options.onBatch) return;
      await step.sync(); // it may look at the weights
      await options.onBatch(report);
    }
  };

  let view: Show | undefined;
  try {
    if (checkpoint?.resume) await load(checkpoint.path, training);
    if (history.epochs > 0) {
      for (let epoch = 0; epoch < history.epochs; ++epoch) {
        await recordEpoch(number, epoch, rowOf(history.history, epoch));
      }
      await options.onResume?.(history);
    }
    if (!options.quiet) view = show(history, epochs, batchesIn(plan));
    const before = history.seconds;
    const start = performance.now();
    while (history.epochs < epochs && !history.stoppedEarly) {
      const epoch = history.epochs;
      const own = await learnEpoch(plan, epoch);
      const others = held && (await judge(model, held, goal, {batchSize, signal: plan.signal}));
      const row = {...own, ...prefixed(others)};
      const seen = watcher?.see(epoch, row);
      append(history.history, row);
      history.epochs = epoch + 1;
      history.stoppedEarly = seen?.stop ?? false;
      history.seconds = before + (performance.now() - start) / 1000;
      if (watcher) history.bestEpoch = watcher.state.bestEpoch;
      if (seen?.improved && watcher?.restoreBest) training.best = await readWeights(model);
      const last = history.stoppedEarly || history.epochs === epochs;
      if (checkpoint && (last || history.epochs % (checkpoint.every ?? 1) === 0)) {
        await save(checkpoint.path, training);
      }
      view?.epoch(epoch, row);
      await recordEpoch(number, epoch, row);
      const step = history.epochs * batchesIn(plan) - 1;
      const rates = history.steps.learningRate;
      await options.onEpoch?.({
        epoch,
        batch: batchesIn(plan) - 1,
        step,
        learningRate: rates[step],
        scores: row
      });
    }
    if (training.best) writeWeights(model, training.best);
  } catch (error) {
    if (!plan.signal.aborted || error !== plan.signal.reason) throw error;
    history.stopped = true;
  } finally {
    view?.close();
    await step.sync();
    step.dispose();
    optimizer.dispose();
  }
  return history;
}

/** The run's record of an epoch. */
const recordEpoch = (
  training: number,
  epoch: number,
  row: Readonly<Record<string, number>>
): Promise<void> => record({training, epoch, ...row}, row);

/** Makes something, and cleans up if it cannot be made. */
function madeOr<T>(make: () => T, cleanUp: () => void): T {
  try {
    return make();
  } catch (error) {
    cleanUp();
    throw error;
  }
}

function trainableWeights(model: LayersModel): Variable[] {
  if (model.trainableWeights.length === 0) {
    throw new RangeError(
      `fit: a model with weights to train is expected, but ${model.name} has none ` +
        `(${model.weights.length} not trained)`
    );
  }
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

/** The examples to learn from, and those to judge by after each epoch. */
function holdBack(
  model: LayersModel,
  table: Table,
  {validation, ...options}: FitOptions,
  seed: number
): {train: Table; held: Table | undefined} {
  if (validation === undefined) return {train: table, held: undefined};
  if (typeof validation === "object") {
    return {train: table, held: prepare("fit: validation", model, validation, options).table};
  }
  const count = Math.round(table.length * validation);
  if (!(validation > 0 && validation < 1) || count < 1 || count === table.length) {
    throw new RangeError(
      `fit: validation is a share between 0 and 1 that leaves examples on both sides, ` +
        `but got ${validation} of ${table.length}`
    );
  }
  const order = random(streamSeed(seed, "split", 0)).permutation(table.length);
  return {
    train: select(table, order.subarray(count)),
    held: select(table, order.subarray(0, count))
  };
}

/** The kernel's wish to stop, and the caller's own. */
function stopSignal(own: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([host()?.signal, own].filter((one) => one !== undefined));
}

const prefixed = (scores: Record<string, number> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(scores).map(([name, value]) => [`val_${name}`, value]));

function checkWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`fit: ${name} is a whole number of 1 or more, but got ${value}`);
}

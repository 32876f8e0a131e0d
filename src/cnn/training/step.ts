import type {LayersModel, Scalar, Tensor, Variable} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {losses, type LossFunction, type LossName} from "./losses.ts";
import {withNoise} from "./noise.ts";
import type {Optimizer} from "./optimizer.ts";
import {toNDArray} from "./tensors.ts";

/** What a training step is made of; everything in it belongs to `fit`. */
export interface StepSpec {
  readonly model: LayersModel;
  /** One for each output of the model. */
  readonly losses: readonly (LossName | LossFunction)[];
  /** The share of each output's loss in the whole. */
  readonly lossWeights: readonly number[];
  /** Made for `model.trainableWeights`, in that order. */
  readonly optimizer: Optimizer;
}

/** What changes from step to step. */
export interface StepSettings {
  readonly learningRate: number;
  /** Draws the noise of this step (dropout): layer k of `noisyLayers` takes `stepSeeds(seed)[k]`. */
  readonly seed: number;
}

export interface StepResult {
  /** The weighted sum of the outputs' losses and the regularisers' penalties. */
  readonly loss: number;
  /** The loss of each output alone. */
  readonly outputLosses: readonly number[];
  /** What the model gave in this step, before the weights changed: one array an output. */
  readonly outputs: readonly NDArray[];
}

/**
 * One step of training: forward, backward, update. All of `fit` that depends on how a model is
 * computed is behind this interface.
 *
 * The step changes the model's weights, the moving averages of its batch normalisation, and the
 * optimiser's slots and `iterations`. It keeps no tensor but those, and disposes none of the caller's.
 */
export interface TrainingStep {
  /**
   * @param x - a batch for each input of the model
   * @param y - the right answers for each output: class numbers `[n]` (int32) for
   *   `sparseCategoricalCrossentropy`, else of the output's shape (float32)
   */
  run(x: readonly Tensor[], y: readonly Tensor[], settings: StepSettings): Promise<StepResult>;
  /**
   * Brings the model's weights and the optimiser's slots up to date, where a step keeps them
   * elsewhere in between; called before anyone reads them.
   */
  sync(): Promise<void>;
  dispose(): void;
}

/** Makes the step for a model. */
export type MakeTrainingStep = (spec: StepSpec) => TrainingStep;

/** A step that any model takes: TensorFlow.js runs operation by operation and differentiates itself. */
export function eagerStep({model, losses: chosen, lossWeights, optimizer}: StepSpec): TrainingStep {
  const functions = chosen.map((loss) => (typeof loss === "function" ? loss : losses[loss]));
  const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
  return {
    async run(x, y, {learningRate, seed}) {
      const kept: Tensor[] = [];
      const keep = <T extends Tensor>(tensor: T): T => {
        kept.push(tf.keep(tensor));
        return tensor;
      };
      try {
        const total = (): Scalar => {
          const outputs = [model.apply([...x], {training: true}) as Tensor | Tensor[]].flat();
          outputs.forEach(keep);
          const each = outputs.map((output, k) => keep(functions[k](y[k], output)));
          const weighted = each.map((loss, k) =>
            lossWeights[k] === 1 ? loss : tf.mul(loss, lossWeights[k])
          );
          return tf.addN([...weighted, ...model.calculateLosses()]) as Scalar;
        };
        const loss = tf.tidy(() => {
          const {value, grads} = withNoise(model, seed, () => tf.variableGrads(total, weights));
          optimizer.apply(
            weights.map((weight): Tensor | undefined => grads[weight.name]),
            learningRate
          );
          return keep(value);
        });
        // Read after the update is under way: a device need not wait for us in between.
        const outputs = kept.slice(0, functions.length);
        const outputLosses = kept.slice(functions.length, 2 * functions.length);
        return {
          loss: (await loss.data())[0],
          outputLosses: (await Promise.all(outputLosses.map((one) => one.data()))).map(([v]) => v),
          outputs: await Promise.all(outputs.map(toNDArray))
        };
      } catch (error) {
        dropTape();
        throw error;
      } finally {
        tf.dispose(kept);
      }
    },
    sync: () => Promise.resolve(),
    dispose: () => undefined
  };
}

/** What TensorFlow.js notes down for the backward pass. */
interface Tape {
  gradientDepth: number;
  activeTape: {saved?: Tensor[]}[] | null;
}

/**
 * Frees what was kept for a backward pass that never came, because the forward pass failed:
 * TensorFlow.js does so only at the end of a backward pass.
 */
function dropTape(): void {
  const {state} = tf.engine() as unknown as {state: Tape};
  if (state.gradientDepth > 0 || !state.activeTape) return;
  tf.dispose(state.activeTape.flatMap(({saved}) => saved ?? []));
  state.activeTape = null;
}

import type {Optimizer, Variable} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {CompiledStepSpec} from "./trainingStep.ts";

/** An optimiser of TensorFlow.js as a compiled step works with it: state and all stay its own. */
export interface AdoptedOptimizer {
  readonly step: CompiledStepSpec["optimizer"];
  /** Looks at what readers may set at any time; what it gives back is the learning rate. */
  stepping(): number;
  /** Brings what follows from the number of steps up to date. */
  stepped(): void;
}

/** A variable that an optimiser keeps for a weight, under the name that it is saved by. */
interface Slot {
  originalName: string;
  variable: Variable;
}

/** What the optimisers of TensorFlow.js hold, each some of it. */
interface Inner {
  iterations: number;
  iterations_: number;
  learningRate: number;
  readonly momentum: number;
  readonly useNesterov: boolean;
  readonly beta1: number;
  readonly beta2: number;
  readonly decay: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly initialAccumulatorValue: number;
  /** The negative learning rate of sgd. */
  readonly c: Variable;
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
}

/** Where an optimiser keeps the slots of one kind, what it saves them as, and what they start at. */
interface Kept {
  readonly field: string;
  readonly suffix: string;
  readonly start?: number;
}

interface Known {
  readonly rule: CompiledStepSpec["optimizer"]["rule"];
  /** The slots of the rule, by its names. */
  readonly slots: Readonly<Record<string, Kept>>;
}

/**
 * Takes an optimiser of TensorFlow.js as it is: its steps so far, what it remembers, its learning rate.
 * A step that it takes itself afterwards goes on from what the compiled ones left.
 *
 * @param weights - the weights that it changes, in the order of its own steps
 * @returns undefined if it is of none of the kinds that are known, or a reader's own
 */
export function adoptOptimizer(
  optimizer: Optimizer,
  weights: readonly Variable[]
): AdoptedOptimizer | undefined {
  const inner = optimizer as unknown as Inner;
  const known = describe(optimizer, inner);
  if (!known) return undefined;
  const find = (): Record<string, Variable[]> =>
    Object.fromEntries(
      Object.entries(known.slots).map(([name, kept]) => [name, slotsIn(inner, kept, weights)])
    );
  let slots = find();
  return {
    step: {
      rule: known.rule,
      get slots() {
        return slots;
      },
      get iterations() {
        return inner.iterations;
      },
      set iterations(steps) {
        inner.iterations_ = steps;
      }
    },
    stepping() {
      slots = find(); // loading an optimiser's weights makes new ones
      // What sgd multiplies by is a tensor of its own, and a change of the number alone is not heeded.
      return inner.c ? -inner.c.dataSync()[0] : inner.learningRate;
    },
    stepped() {
      if (known.rule.name !== "adam") return;
      const next = inner.iterations + 1;
      tf.tidy(() => {
        inner.accBeta1.assign(tf.scalar(inner.beta1 ** next));
        inner.accBeta2.assign(tf.scalar(inner.beta2 ** next));
      });
    }
  };
}

/** Which rule an optimiser follows. Only the very classes of TensorFlow.js: a subclass may differ. */
function describe(optimizer: Optimizer, inner: Inner): Known | undefined {
  const {momentum, useNesterov: nesterov, beta1, beta2, decay: rho, epsilon} = inner;
  switch (optimizer.constructor) {
    case tf.SGDOptimizer:
      return {rule: {name: "sgd"}, slots: {}};
    case tf.MomentumOptimizer:
      return {
        rule: {name: "momentum", momentum, nesterov},
        slots: {accumulation: {field: "accumulations", suffix: "momentum"}}
      };
    case tf.AdamOptimizer:
      return {
        rule: {name: "adam", beta1, beta2, epsilon},
        slots: {
          m: {field: "accumulatedFirstMoment", suffix: "m"},
          v: {field: "accumulatedSecondMoment", suffix: "v"}
        }
      };
    case tf.RMSPropOptimizer:
      if (inner.centered) return undefined;
      return {
        rule: {name: "rmsprop", rho, momentum, epsilon},
        slots: {
          square: {field: "accumulatedMeanSquares", suffix: "rms"},
          moment: {field: "accumulatedMoments", suffix: "momentum"}
        }
      };
    case tf.AdagradOptimizer:
      return {
        rule: {name: "adagrad", epsilon: tf.backend().epsilon()},
        slots: {
          square: {
            field: "accumulatedGrads",
            suffix: "accumulator",
            start: inner.initialAccumulatorValue
          }
        }
      };
    default:
      return undefined;
  }
}

/** The slots of one kind, made where the optimiser would have made them at its first step. */
function slotsIn(
  inner: Inner,
  {field, suffix, start = 0}: Kept,
  weights: readonly Variable[]
): Variable[] {
  const slots = (inner as unknown as Record<string, Slot[]>)[field];
  return weights.map((weight, k) => {
    slots[k] ??= {
      originalName: `${weight.name}/${suffix}`,
      variable: tf.tidy(() => tf.variable(tf.fill(weight.shape, start), false))
    };
    return slots[k].variable;
  });
}

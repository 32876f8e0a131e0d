// Layers that compute each number of their output from the same place of what they are given.
import {
  type Mechanism,
  oneTerm,
  placeOf,
  type Term,
  type Unit,
  type Workings
} from "./mechanism.ts";

/** A function of one number; its slope is asked of TensorFlow.js. */
export const activation: Mechanism = {sum: (_, unit) => oneTerm(unit)};

/** In use a scale and a shift of each channel, by the statistics of the training. */
export const batchNormalization: Mechanism = {
  sum: (workings, unit) => oneTerm(unit, scaleAndShift(workings, unit)),
  uses: (workings, _, unit) => [{unit, weight: scaleAndShift(workings, unit).weight}]
};

function scaleAndShift({step, weights}: Workings, {channel}: Unit): {weight: number; bias: number} {
  const {epsilon} = step.layer as unknown as {epsilon: number};
  const of = (name: string, otherwise: number): number => weights[name]?.data[channel] ?? otherwise;
  const weight = of("gamma", 1) / Math.sqrt(of("moving_variance", 1) + epsilon);
  return {weight, bias: of("beta", 0) - weight * of("moving_mean", 0)};
}

/** The same number of several layers, each with its weight. */
const combined = (
  weightOf: (workings: Workings, input: number, unit: Unit) => number
): Mechanism => ({
  sum: (workings, unit) => ({
    terms: workings.inputs.map((_, input): Term => ({
      ...unit,
      input,
      weight: weightOf(workings, input, unit)
    })),
    height: 1,
    width: 1,
    depth: workings.inputs.length,
    bias: 0
  }),
  uses: (workings, input, unit) => [{unit, weight: weightOf(workings, input, unit)}]
});

export const add: Mechanism = combined(() => 1);
export const average: Mechanism = combined(({inputs}) => 1 / inputs.length);

/** The first of the greatest, or of the least. */
const chosen = (isBetter: (value: number, than: number) => boolean): Mechanism =>
  combined(({inputs}, input, unit) => {
    const values = inputs.map((x) => x.data[placeOf(x, unit)]);
    const best = values.reduce((k, value, n) => (isBetter(value, values[k]) ? n : k), 0);
    return input === best ? 1 : 0;
  });

export const maximum: Mechanism = chosen((value, than) => value > than);
export const minimum: Mechanism = chosen((value, than) => value < than);

/** The first number times all others. */
export const multiply: Mechanism = {
  sum(workings, unit) {
    return oneTerm(unit, {weight: others(workings, 0, unit)});
  },
  uses: (workings, input, unit) => [{unit, weight: others(workings, input, unit)}]
};

function others({inputs}: Workings, input: number, unit: Unit): number {
  return inputs.reduce(
    (product, x, k) => (k === input ? product : product * x.data[placeOf(x, unit)]),
    1
  );
}

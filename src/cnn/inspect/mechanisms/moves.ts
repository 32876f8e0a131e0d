// Layers that only put numbers elsewhere.
import {extentOf, type Mechanism, oneTerm, placeOf, type Unit, type Workings} from "./mechanism.ts";

/** A mechanism of where a number comes from and where it goes. */
const move = (
  from: (workings: Workings, unit: Unit) => Unit & {input?: number},
  to: (workings: Workings, input: number, unit: Unit) => Unit[]
): Mechanism => ({
  isMove: true,
  sum(workings, unit) {
    const {input, ...place} = from(workings, unit);
    return oneTerm(place, {input});
  },
  uses: (workings, input, unit) =>
    to(workings, input, unit)
      .filter((one) => placeOf(workings.output, one) >= 0)
      .map((one) => ({unit: one, weight: 1}))
});

/** Dropout and noise, which do nothing when a model is used. */
export const pass: Mechanism = move(
  (_, unit) => unit,
  (_, __, unit) => [unit]
);

/** Flatten and reshape: the same numbers in the same order. */
export const reshape: Mechanism = move(
  ({inputs: [x], output}, unit) => unitAt(extentOf(x), placeOf(output, unit)),
  ({inputs: [x], output}, _, unit) => [unitAt(extentOf(output), placeOf(x, unit))]
);

function unitAt([, width, channels]: readonly number[], place: number): Unit {
  const pixel = Math.floor(place / channels);
  return {row: Math.floor(pixel / width), column: pixel % width, channel: place % channels};
}

const shifted = ({row, column, channel}: Unit, down: number, right: number): Unit => ({
  row: row + down,
  column: column + right,
  channel
});

interface Bordered {
  padding?: readonly (readonly [number, number])[];
  cropping?: readonly (readonly [number, number])[];
}

/** Rows above and columns to the left that a border adds; below 0 for those that it takes. */
function borderOf({step}: Workings): [above: number, left: number] {
  const {padding, cropping} = step.layer as unknown as Bordered;
  if (padding) return [padding[0][0], padding[1][0]];
  return [-cropping![0][0], -cropping![1][0]];
}

export const border: Mechanism = move(
  (workings, unit) => {
    const [above, left] = borderOf(workings);
    return shifted(unit, -above, -left);
  },
  (workings, _, unit) => {
    const [above, left] = borderOf(workings);
    return [shifted(unit, above, left)];
  }
);

/** The channels of several layers one after the other. */
export const concatenate: Mechanism = move(
  ({inputs}, {row, column, channel}) => {
    let [input, rest] = [0, channel];
    for (; rest >= extentOf(inputs[input])[2]; ++input) rest -= extentOf(inputs[input])[2];
    return {row, column, channel: rest, input};
  },
  ({inputs}, input, {row, column, channel}) => {
    const before = inputs.slice(0, input).reduce((sum, x) => sum + extentOf(x)[2], 0);
    return [{row, column, channel: before + channel}];
  }
);

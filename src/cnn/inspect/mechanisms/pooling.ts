import type {NDArray} from "../../ndarray.ts";
import {layerWindows, pixelsOf, windowsAt} from "../layerWindows.ts";
import {
  extentOf,
  type Mechanism,
  placeOf,
  type Sum,
  type Unit,
  type Use,
  type Workings
} from "./mechanism.ts";

/** The pixels of one channel that a window lies on. */
function pool(rows: number[], columns: number[], channel: number): Unit[] {
  return rows.flatMap((row) => columns.map((column) => ({row, column, channel})));
}

/** The pixel that max pooling takes: the first of the greatest. */
function winnerOf(x: NDArray, units: readonly Unit[]): number {
  let best = -1;
  units.forEach((unit, k) => {
    const place = placeOf(x, unit);
    if (place < 0) return;
    if (best < 0 || x.data[place] > x.data[placeOf(x, units[best])]) best = k;
  });
  return best;
}

/** The mean of what lies in the picture, or its greatest value, as a sum: one weight is 1, or all alike. */
function pooled(
  kind: "max" | "mean",
  x: NDArray,
  rows: number[],
  columns: number[],
  channel: number
): Sum {
  const units = pool(rows, columns, channel);
  const count = units.filter((unit) => placeOf(x, unit) >= 0).length;
  const winner = kind === "max" ? winnerOf(x, units) : -1;
  const weightOf = (k: number): number => {
    if (kind === "max") return k === winner ? 1 : 0;
    return placeOf(x, units[k]) >= 0 ? 1 / count : 0;
  };
  return {
    terms: units.map((unit, k) => ({...unit, input: 0, weight: weightOf(k)})),
    height: rows.length,
    width: columns.length,
    depth: 1,
    bias: 0
  };
}

const inWindows = (kind: "max" | "mean"): Mechanism => ({
  sum({step, inputs: [x]}, {row, column, channel}) {
    const [rows, columns] = layerWindows(step, x.shape)!;
    return pooled(kind, x, pixelsOf(rows, row), pixelsOf(columns, column), channel);
  },
  uses({step, inputs: [x]}, _, {row, column, channel}) {
    const [rows, columns] = layerWindows(step, x.shape)!;
    return windowsAt(rows, row).flatMap(({i}) =>
      windowsAt(columns, column).flatMap(({i: j}): Use[] => {
        const {terms} = pooled(kind, x, pixelsOf(rows, i), pixelsOf(columns, j), channel);
        const term = terms.find((one) => one.row === row && one.column === column)!;
        return term.weight === 0 ? [] : [{unit: {row: i, column: j, channel}, weight: term.weight}];
      })
    );
  }
});

const overAll = (kind: "max" | "mean"): Mechanism => {
  const sum = ({inputs: [x]}: Workings, {channel}: Unit): Sum => {
    const [height, width] = extentOf(x);
    const upTo = (n: number): number[] => Array.from({length: n}, (_, k) => k);
    return pooled(kind, x, upTo(height), upTo(width), channel);
  };
  return {
    sum,
    uses(workings, _, from) {
      const unit = {row: 0, column: 0, channel: from.channel};
      const {terms} = sum(workings, unit);
      const {weight} = terms.find(({row, column}) => row === from.row && column === from.column)!;
      return weight === 0 ? [] : [{unit, weight}];
    }
  };
};

export const maxPooling: Mechanism = inWindows("max");
export const averagePooling: Mechanism = inWindows("mean");
export const globalMaxPooling: Mechanism = overAll("max");
export const globalAveragePooling: Mechanism = overAll("mean");

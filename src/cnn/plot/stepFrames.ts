// The steps of a sliding window as frames that a slider and a play button go through.
import type {Trace} from "./figure.ts";
import {colorway, grey} from "./theme.ts";
import {round, short} from "./values.ts";

/** One place of the sliding window. */
export interface WindowPlace {
  /** Row and column of the output that the window gives. */
  output: readonly [row: number, col: number];
  /** Rows of the input that the window covers; one below 0, or beyond the last, lies in the padding. */
  rows: readonly number[];
  /** Columns of the input that it covers, likewise. */
  cols: readonly number[];
}

/** Most positions that a slider steps through. */
const maxPositions = 100;
const millisecondsPerStep = 700;

/** The slider and the buttons that step through frames, as parts of a layout. */
export function controls(names: readonly string[]): Record<string, unknown> {
  const at = (duration: number): object => ({
    mode: "immediate",
    fromcurrent: true,
    frame: {duration, redraw: true},
    transition: {duration: 0}
  });
  const common = {bgcolor: "rgba(127,127,127,0.15)", bordercolor: grey, font: {color: grey}};
  return {
    sliders: [
      {
        ...common,
        activebgcolor: colorway[1],
        active: 0,
        x: 0,
        len: 1,
        y: 0,
        yanchor: "top",
        pad: {t: 34, l: 6, r: 6, b: 4},
        tickcolor: grey,
        ticklen: 4,
        minorticklen: 2,
        currentvalue: {
          prefix: "output row, column: ",
          xanchor: "right",
          font: {size: 13, color: grey}
        },
        steps: names.map((name) => ({label: name, method: "animate", args: [[name], at(0)]}))
      }
    ],
    updatemenus: [
      {
        ...common,
        type: "buttons",
        direction: "left",
        showactive: false,
        x: 0,
        xanchor: "left",
        y: 0,
        yanchor: "top",
        pad: {t: 28, l: 0, r: 0},
        buttons: [
          {label: "▶ Play", method: "animate", args: [null, at(millisecondsPerStep)]},
          {label: "❚❚ Stop", method: "animate", args: [[null], at(0)]}
        ]
      }
    ]
  };
}

/** Room that slider and buttons need below the words, in pixels. */
export const controlsHeight = 116;

/** The positions that a slider steps through: the first ones of those that are to be shown. */
export function positionsOf<Step extends WindowPlace>(
  steps: Iterable<Step>,
  isShown: (step: Step) => boolean,
  caller: string
): {shown: Step[]; count: number} {
  const shown: Step[] = [];
  let count = 0;
  for (const step of steps) {
    if (isShown(step) && count++ < maxPositions) shown.push(step);
  }
  if (count === 0) {
    throw new RangeError(`${caller}: expected at least one step, but got none`);
  }
  return {shown, count};
}

/** The extent of the padded input: the pixels of the picture and all that windows cover. */
export function paddedExtent(
  steps: readonly WindowPlace[],
  height: number,
  width: number
): {top: number; left: number; height: number; width: number} {
  const rows = steps.flatMap(({rows}) => rows);
  const cols = steps.flatMap(({cols}) => cols);
  const [top, bottom] = [Math.min(0, ...rows), Math.max(height - 1, ...rows)];
  const [left, right] = [Math.min(0, ...cols), Math.max(width - 1, ...cols)];
  return {top, left, height: bottom - top + 1, width: right - left + 1};
}

/** One matrix of an input with its padding, which holds 0. */
export function paddedRows(
  value: (row: number, col: number) => number | null,
  {top, left, height, width}: {top: number; left: number; height: number; width: number},
  inside: readonly [height: number, width: number]
): (number | null)[][] {
  return Array.from({length: height}, (_, a) =>
    Array.from({length: width}, (_, b) => {
      const [row, col] = [top + a, left + b];
      const isInside = row >= 0 && row < inside[0] && col >= 0 && col < inside[1];
      return isInside ? value(row, col) : 0;
    })
  );
}

/** The output after each step: every value so far, the others blank. */
export function fillings(
  steps: readonly WindowPlace[],
  results: readonly number[],
  height: number,
  width: number
): (number | null)[][][] {
  const output = Array.from({length: height}, () => new Array<number | null>(width).fill(null));
  return steps.map(({output: [i, j]}, k) => {
    output[i][j] = round(results[k], 4);
    return output.map((row) => [...row]);
  });
}

/** The size of the output as far as the steps go. */
export function outputExtent(steps: readonly WindowPlace[]): [height: number, width: number] {
  return [
    Math.max(...steps.map(({output: [i]}) => i)) + 1,
    Math.max(...steps.map(({output: [, j]}) => j)) + 1
  ];
}

/** One frame a step: the fields of the moving traces that differ from one step to the next. */
export function framesOf(
  names: readonly string[],
  traces: readonly number[],
  moving: (k: number) => Trace[]
): Record<string, unknown>[] {
  return names.map((name, k) => ({
    name,
    traces,
    data: moving(k).map(({x, y, z, text}) => ({
      ...(x !== undefined && {x, y}),
      ...(z !== undefined && {z}),
      ...(text !== undefined && {text})
    }))
  }));
}

/** `"1, 2, 3"`, as many as a reader follows. */
export function listNumbers(values: readonly number[], most: number): string {
  const shown = values.slice(0, most).map((value) => short(value));
  return shown.join(", ") + (values.length > most ? ", …" : "");
}

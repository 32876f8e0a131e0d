import {displaySymbol, type Host} from "../host.ts";
import {lossCurves} from "../plot/lossCurves.ts";
import type {History} from "./history.ts";

/** A figure of curves that grows while a training goes on. */
export interface LiveCurves {
  /** Draws what the history has come to, unless it was drawn a moment ago. */
  update(): void;
  /** Draws the last state for good. */
  close(): void;
}

/** A front end draws no faster than this. */
const updatesPerSecond = 20;
/** The first epoch's steps are drawn by so many points at most. */
const points = 100;
let count = 0;

/**
 * Shows the curves of a training in a notebook: in its first epoch the steps, then a point an epoch.
 *
 * @param epochs - how many are to come
 * @param batches - steps in an epoch
 */
export function liveCurves(
  notebook: Host,
  history: History,
  epochs: number,
  batches: number
): LiveCurves {
  const id = `fit-${process.pid}-${++count}`;
  let drawnAt = -Infinity;
  let drawn = "";
  const draw = (): void => {
    const {loss: whole = []} = history.history;
    const state = `${whole.length}/${whole.length === 0 ? history.steps.loss?.length : ""}`;
    if (state === drawn || !history.steps.loss) return;
    const curves = whole.length > 0 ? history.history : firstEpoch(history.steps, batches);
    const figure = lossCurves(curves, {epochs});
    notebook[drawn ? "update" : "display"](figure[displaySymbol](), id);
    drawn = state;
    drawnAt = performance.now();
  };
  return {
    update() {
      if (performance.now() - drawnAt >= 1000 / updatesPerSecond) draw();
    },
    close: draw
  };
}

/** The steps so far as curves over parts of an epoch. */
function firstEpoch(
  {learningRate, ...scores}: Readonly<Record<string, readonly number[]>>,
  batches: number
): Record<string, number[]> {
  const every = Math.ceil(learningRate.length / points);
  const thin = (values: readonly number[]): number[] =>
    values.filter((_, i) => (i + 1) % every === 0 || i === values.length - 1);
  const curves = Object.entries(scores).map(([name, values]) => [name, thin(values)]);
  const epoch = thin(learningRate.map((_, i) => (i + 1) / batches));
  return {...(Object.fromEntries(curves) as Record<string, number[]>), epoch};
}

import type {NDArray} from "../ndarray.ts";
import {dtypeOf, zeros} from "../ndarray.ts";
import type {Pooling, PoolOptions} from "./pooling.ts";
import {poolingOf} from "./pooling.ts";
import {checkRank} from "./shapes.ts";
import type {WindowStep} from "./windowSteps.ts";
import {windowSteps} from "./windowSteps.ts";

export interface Pool2dStepsOptions extends PoolOptions {
  /** Whether a window keeps its largest value or its mean; defaults to `"max"`. */
  kind?: "max" | "avg";
}

/** How one number of a pooled map comes about. */
export interface Pool2dStep extends WindowStep {
  /** Which channel is pooled. */
  channel: number;
  /** What the window shows, `[poolHeight, poolWidth]`; 0 in the padding, which does not count. */
  window: NDArray;
  /** How many of its values lie on the map. */
  count: number;
  /** Sum of these values. */
  sum: number;
  /** Row and column of the map's value that won, the first of equals; for `"max"` only. */
  winner?: readonly [row: number, col: number];
  /** The output's value, to the last bit as `maxPool2d` or `avgPool2d` has it. */
  result: number;
}

/**
 * Goes through the pooling of one image by hand: one step for each pixel of the output, and at each
 * pixel one for each channel.
 *
 * @param x - feature maps, `[height, width, channels]`
 * @returns the steps, made one by one as they are asked for
 * @throws RangeError as `maxPool2d`, and if x is a batch or the kind unknown
 *
 * @example
 * ```ts
 * const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
 * const [first] = pool2dSteps(x);
 * first.window.data; // 3, 1, 2, 5
 * first.winner; // [1, 1]
 * first.result; // 5
 * ```
 */
export function pool2dSteps(
  x: NDArray,
  {kind = "max", ...options}: Pool2dStepsOptions = {}
): Generator<Pool2dStep, void> {
  checkRank("pool2dSteps", "x", x, 3, "[height, width, channels]");
  if (kind !== "max" && kind !== "avg") {
    throw new RangeError(`pool2dSteps: kind is "max" or "avg", but got ${JSON.stringify(kind)}`);
  }
  return steps(x, kind, poolingOf("pool2dSteps", x, options));
}

function* steps(
  x: NDArray,
  kind: "max" | "avg",
  {images: {height, width, channels}, rows, cols}: Pooling
): Generator<Pool2dStep, void> {
  for (const step of windowSteps(height, width, rows, cols)) {
    for (let c = 0; c < channels; ++c) {
      const window = zeros([rows.taps, cols.taps], {dtype: dtypeOf(x)});
      let [sum, count, largest] = [0, 0, NaN];
      let winner: readonly [number, number] = [-1, -1];
      step.rows.forEach((row, a) => {
        step.cols.forEach((col, b) => {
          if (step.padded[a][b]) return;
          const value = x.data[(row * width + col) * channels + c];
          window.data[a * cols.taps + b] = value;
          sum += value;
          if (++count === 1 || value > largest) {
            largest = value;
            winner = [row, col];
          }
        });
      });
      const common = {...step, channel: c, window, count, sum};
      if (kind === "max") {
        yield {...common, winner, result: largest};
      } else {
        const mean = sum / count;
        yield {...common, result: dtypeOf(x) === "float32" ? Math.fround(mean) : mean};
      }
    }
  }
}

import {sizeOf} from "../ndarray.ts";
import {fillNormal, fillUniform} from "../alea.ts";

/** What TensorFlow.js keeps of an initialiser, by the names in its configuration. */
interface Distribution {
  readonly seed?: number;
  getClassName(): string;
  readonly mean?: number;
  readonly stddev?: number;
  readonly minval?: number;
  readonly maxval?: number;
  readonly scale?: number;
  readonly mode?: "fanIn" | "fanOut" | "fanAvg";
  readonly distribution?: "normal" | "uniform";
}

/** Numbers are cut off here by the truncated normal distribution. */
const truncated = 2;

/**
 * Draws what a seeded initialiser of TensorFlow.js would, bit for bit the same, in half the time: in one
 * loop over the array instead of three calls a number.
 *
 * @returns the values of a weight of that shape; undefined for an initialiser that draws otherwise
 */
export function drawWeights(
  initializer: Distribution,
  shape: readonly number[]
): Float32Array | undefined {
  const {seed} = initializer;
  if (!seed) return undefined;
  const values = (): Float32Array => new Float32Array(sizeOf(shape));
  switch (initializer.getClassName()) {
    case "RandomUniform": {
      const {minval = 0, maxval = 1} = initializer;
      return fillUniform(values(), seed, minval, maxval - minval);
    }
    case "RandomNormal":
      return fillNormal(values(), seed, initializer.mean!, initializer.stddev!, Infinity);
    case "TruncatedNormal":
      return fillNormal(values(), seed, initializer.mean!, initializer.stddev!, truncated);
    case "VarianceScaling": {
      const variance = varianceOf(initializer, shape);
      if (initializer.distribution === "normal") {
        return fillNormal(values(), seed, 0, Math.sqrt(variance), truncated);
      }
      const limit = Math.sqrt(3 * variance);
      return fillUniform(values(), seed, -limit, limit - -limit);
    }
    default:
      return undefined;
  }
}

/** A scale divided by how many values go into a sum, come out of it, or the mean of both. */
function varianceOf({scale = 1, mode}: Distribution, shape: readonly number[]): number {
  const [fanIn, fanOut] = fansOf(shape);
  const fan = mode === "fanIn" ? fanIn : mode === "fanOut" ? fanOut : (fanIn + fanOut) / 2;
  return scale / Math.max(1, fan);
}

function fansOf(shape: readonly number[]): [fanIn: number, fanOut: number] {
  const size = sizeOf(shape);
  if (shape.length < 2 || shape.length > 5) return [Math.sqrt(size), Math.sqrt(size)];
  const [inputs, outputs] = shape.slice(-2);
  const window = sizeOf(shape.slice(0, -2));
  return [inputs * window, outputs * window];
}

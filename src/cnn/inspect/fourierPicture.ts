// A picture as a sum of waves. Going up a gradient pixel by pixel, the finest patterns come first and stay;
// where each wave is one number to be found, and long waves weigh more, all sizes of patterns come together.
import type {Tensor, Tensor2D, Tensor3D, Tensor4D} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {random} from "../random.ts";
import {tf} from "../tensorflow.ts";

export interface FourierPicture {
  /** First numbers of the waves, `[height, width, channels]`: small and random. */
  first: NDArray;
  /** The picture that waves make, `[1, height, width, channels]`, in the range of the model's pictures. */
  pictureOf: (waves: Tensor3D) => Tensor4D;
  /** Disposes what is kept for it. */
  dispose: () => void;
}

/**
 * Colours of photos vary mostly in brightness, then from orange to blue, then from green to magenta: each
 * column is one of these directions in red, green and blue, and as long as photos vary in it. It is the
 * root of the covariance of the colours of the 200 photos of CIFAR-10 that come with the library.
 */
export const photoColours: readonly (readonly [number, number, number])[] = [
  [0.226, 0.087, 0.02],
  [0.233, -0.007, -0.048],
  [0.237, -0.076, 0.028]
];

/**
 * Pictures made of waves of every length along both axes.
 *
 *     picture = least + (greatest − least) · sigmoid(colours · (C waves / frequency Cᵀ) / 4)
 *
 * C is the orthonormal Hartley transform, `cas(2π i u / n) / √n` with cas = cos + sin: Fourier's waves with
 * real numbers, so that it takes no more than products of matrices. The picture is a torus: what leaves it on
 * one side comes back on the other.
 *
 * @see Olah, Mordvintsev & Schubert (2017), Feature visualization, section "Preconditioning and
 *   parameterization"
 * @see Hartley (1942), A more symmetrical Fourier analysis applied to transmission problems
 */
export function fourierPicture(
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  [least, greatest]: readonly [least: number, greatest: number],
  seed: number
): FourierPicture {
  const source = random(seed);
  const size = height * width * channels;
  const first = ndarray(
    [height, width, channels],
    Array.from({length: size}, () => 0.01 * source.normal())
  );
  const kept = tf.tidy(() => ({
    down: hartley(height),
    across: hartley(width),
    weights: tf.tensor3d(wavelengths(height, width), [height, width, 1]),
    colours: channels === 3 ? colourMatrix() : undefined
  }));
  const {down, across, weights, colours} = kept;
  return {
    first,
    pictureOf: (waves) =>
      tf.tidy(() => {
        const rows = down.matMul(waves.mul<Tensor>(weights).reshape([height, width * channels]));
        const turned = rows.reshape([height, width, channels]).transpose([1, 0, 2]);
        const columns = across.matMul(turned.reshape([width, height * channels]));
        const mixed = columns.reshape([width, height, channels]).transpose([1, 0, 2]).div(4);
        const pixels = mixed.reshape([height * width, channels]);
        const coloured = colours ? tf.matMul(pixels, colours, false, true) : pixels;
        const bright = tf
          .sigmoid(coloured)
          .mul(greatest - least)
          .add(least);
        return bright.reshape<Tensor4D>([1, height, width, channels]);
      }),
    dispose: () => {
      tf.dispose(kept);
    }
  };
}

/** The matrix of the orthonormal Hartley transform; it is its own inverse. */
function hartley(n: number): Tensor2D {
  const values = Float32Array.from({length: n * n}, (_, k) => {
    const angle = (2 * Math.PI * ((Math.floor(k / n) * (k % n)) % n)) / n;
    return (Math.cos(angle) + Math.sin(angle)) / Math.sqrt(n);
  });
  return tf.tensor2d(values, [n, n]);
}

/** The length of each wave in pixels, at most the longer side: photos have as much more of the long ones. */
function wavelengths(height: number, width: number): Float32Array {
  const frequency = (k: number, n: number): number => Math.min(k, n - k) / n;
  return Float32Array.from({length: height * width}, (_, k) => {
    const [u, v] = [Math.floor(k / width), k % width];
    const both = Math.hypot(frequency(u, height), frequency(v, width));
    return 1 / Math.max(both, 1 / Math.max(height, width));
  });
}

/** The directions of colour, the longest of length 1. */
function colourMatrix(): Tensor2D {
  const lengths = [0, 1, 2].map((k) => Math.hypot(...photoColours.map((row) => row[k])));
  const longest = Math.max(...lengths);
  return tf.tensor2d(
    photoColours.map((row) => row.map((value) => value / longest)),
    [3, 3]
  );
}

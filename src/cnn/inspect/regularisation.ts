// What keeps a picture that is made by going up a gradient from turning into noise.
import type {Scalar, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

/** Shifts a picture; what leaves it on one side comes back on the other. */
export function roll(x: Tensor4D, [down, right]: readonly number[]): Tensor4D {
  const along = (x: Tensor4D, axis: 1 | 2, by: number): Tensor4D => {
    const length = x.shape[axis];
    const shift = ((by % length) + length) % length;
    if (shift === 0) return x;
    const sizes = [length - shift, shift];
    const [a, b] = tf.split<Tensor4D>(x, sizes, axis);
    return tf.concat([b, a], axis);
  };
  return along(along(x, 1, down), 2, right);
}

/** Sum of the squared differences of neighbours, a pixel's mean. */
export function variation(x: Tensor4D): Scalar {
  const [, height, width, channels] = x.shape;
  const part = (from: number[], rows: number, columns: number): Tensor4D =>
    x.slice(from, [1, rows, columns, channels]);
  const down = part([0, 1, 0, 0], height - 1, width).sub(part([0, 0, 0, 0], height - 1, width));
  const right = part([0, 0, 1, 0], height, width - 1).sub(part([0, 0, 0, 0], height, width - 1));
  return down
    .square()
    .sum()
    .add(right.square().sum())
    .div<Scalar>(height * width);
}

/** A blur by a bell of a radius, in pixels. */
export function smooth(x: Tensor4D, radius: number): Tensor4D {
  if (radius < 0.2) return x;
  const reach = Math.max(1, Math.ceil(2 * radius));
  const bell = Array.from({length: 2 * reach + 1}, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * radius * radius))
  );
  const sum = bell.reduce((all, one) => all + one, 0);
  const channels = x.shape[3];
  const row = tf.tensor1d(bell.map((one) => one / sum));
  const kernel = tf.outerProduct(row, row).reshape([bell.length, bell.length, 1, 1]);
  const each: Tensor4D = tf.tile(kernel as Tensor4D, [1, 1, channels, 1]);
  return tf.depthwiseConv2d(x, each, 1, "same");
}

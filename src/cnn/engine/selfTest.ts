import type {Tensor, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

/**
 * Has the current backend compute a convolution, its gradients and a max pool with its gradient, whose
 * results are known: small whole numbers, exact on any machine.
 *
 * @throws Error if one of them is wrong
 */
export async function selfTest(): Promise<void> {
  const results = tf.tidy(() => {
    const x = tf.range(-4, 5).reshape<Tensor4D>([1, 3, 3, 1]);
    const kernel = tf.tensor4d([1, -2, 3, 1], [2, 2, 1, 1]);
    const convolve = (image: Tensor, filter: Tensor): Tensor =>
      tf.conv2d(image as Tensor4D, filter as Tensor4D, 1, "valid");
    const pool = (image: Tensor): Tensor => tf.maxPool(image as Tensor4D, 2, 1, "valid");
    const [dInput, dKernel] = tf.grads(convolve)([x, kernel]);
    return {
      convolution: convolve(x, kernel),
      "the convolution's input gradient": dInput,
      "the convolution's kernel gradient": dKernel,
      "max pool": pool(x.neg()),
      "the max pool's gradient": tf.grad(pool)(x)
    };
  });
  for (const [name, tensor] of Object.entries(results)) {
    const values = await tensor.data();
    tensor.dispose();
    if (expected[name].some((value, i) => value !== values[i])) {
      throw new Error(`${name} should be [${expected[name]}], but is [${[...values]}]`);
    }
  }
}

// Of x = -4 … 4 as 3 × 3 and the kernel [[1, -2], [3, 1]], by hand.
const expected: Record<string, readonly number[]> = {
  convolution: [-1, 2, 8, 11],
  "the convolution's input gradient": [1, -1, -2, 4, 3, -1, 3, 4, 1],
  "the convolution's kernel gradient": [-8, -4, 4, 8],
  "max pool": [4, 3, 1, 0],
  "the max pool's gradient": [0, 0, 0, 0, 1, 1, 0, 1, 1]
};

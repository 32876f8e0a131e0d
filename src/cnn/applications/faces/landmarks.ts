import type {Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {View} from "../view.ts";
import {centred} from "./centred.ts";
import type {FaceWeights} from "./weights.ts";

/** Height and width of what the network looks at, in pixels. */
export const landmarksSide = 112;

/**
 * Four densely connected blocks of separable convolutions, and a layer that gives 68 places.
 *
 * @param face - a face that fills the picture, `[112, 112, 3]`, brightness 0 to 255
 * @returns column and row of each point, in shares of the picture, `[136]`
 * @see Huang, Liu, van der Maaten & Weinberger (2017), Densely connected convolutional networks
 */
export async function runLandmarks(weights: FaceWeights, face: View): Promise<Float32Array> {
  const points = tf.tidy(() => {
    let x = centred(face);
    for (let block = 0; block < 4; ++block) x = dense(weights, x, block);
    const pooled = tf.avgPool(x, 7, 2, "valid");
    const flat = tf.reshape(pooled, [1, -1]);
    return tf.add(tf.matMul(flat, weights.matrix("fc/weights")), weights.row("fc/bias"));
  });
  const places = await points.data<"float32">();
  points.dispose();
  return places;
}

/** Each convolution of a block sees the sum of all before it. */
function dense(weights: FaceWeights, x: Tensor4D, block: number): Tensor4D {
  const convolve = (input: Tensor4D, k: number, strides: number): Tensor4D => {
    const name = `dense${block}/conv${k}`;
    const filtered =
      block === 0 && k === 0
        ? tf.conv2d(input, weights.kernel(`${name}/filters`), strides, "same")
        : tf.separableConv2d(
            input,
            weights.kernel(`${name}/depthwise_filter`),
            weights.kernel(`${name}/pointwise_filter`),
            strides,
            "same"
          );
    return tf.add(filtered, weights.row(`${name}/bias`));
  };
  let sum = tf.relu(convolve(x, 0, 2));
  let total: Tensor4D = sum;
  for (let k = 1; k < 4; ++k) {
    total = tf.add(total, convolve(sum, k, 1));
    sum = tf.relu(total);
  }
  return sum;
}

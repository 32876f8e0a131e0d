import type {Tensor2D, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {View} from "../view.ts";
import {centred} from "./centred.ts";
import type {FaceWeights} from "./weights.ts";

/** Height and width of what the network looks at, in pixels. */
export const recognitionSide = 150;

/** Residual blocks, in order: those that end in `down` halve height and width, and may double the channels. */
const blocks = (
  "conv32_1 conv32_2 conv32_3 conv64_down conv64_1 conv64_2 conv64_3 conv128_down conv128_1 conv128_2 " +
  "conv256_down conv256_1 conv256_2 conv256_down_out"
).split(" ");

/**
 * dlib's residual network of 29 layers, which learnt to put photos of one person closer together than those of
 * two: it has no classes, so that it can be shown people it has never seen.
 *
 * @param face - an upright face, `[150, 150, 3]`, brightness 0 to 255
 * @returns the descriptor, `[128]`
 * @see King (2017), High quality face recognition with deep metric learning
 */
export async function runRecognition(weights: FaceWeights, face: View): Promise<Float32Array> {
  const result = tf.tidy(() => {
    let x = tf.relu(convolve(weights, centred(face), "conv32_down", 2, "valid"));
    x = tf.maxPool(x, 3, 2, "valid");
    for (const block of blocks) x = residual(weights, x, block);
    const means: Tensor2D = tf.mean(x, [1, 2]);
    return tf.matMul(means, weights.matrix("fc"));
  });
  const descriptor = await result.data<"float32">();
  result.dispose();
  return descriptor;
}

/** A convolution; the batch normalisation after it has become a factor and a shift of each channel. */
function convolve(
  weights: FaceWeights,
  x: Tensor4D,
  name: string,
  strides: number,
  padding: "same" | "valid"
): Tensor4D {
  const filtered = tf.add(
    tf.conv2d(x, weights.kernel(`${name}/conv/filters`), strides, padding),
    weights.row(`${name}/conv/bias`)
  );
  return tf.add<Tensor4D>(
    tf.mul(filtered, weights.row(`${name}/scale/weights`)),
    weights.row(`${name}/scale/biases`)
  );
}

function residual(weights: FaceWeights, x: Tensor4D, block: string): Tensor4D {
  const halves = block.includes("down");
  const [strides, padding] = halves ? ([2, "valid"] as const) : ([1, "same"] as const);
  const first = tf.relu(convolve(weights, x, `${block}/conv1`, strides, padding));
  const second = convolve(weights, first, `${block}/conv2`, 1, "same");
  if (!halves) return tf.relu(tf.add<Tensor4D>(second, x));
  const shortcut = tf.avgPool(x, 2, 2, "valid");
  const [, height, width, channels] = second.shape;
  // The shortcut has fewer channels, the convolutions may have lost a row: what is missing is zero.
  const size = [Math.max(height, shortcut.shape[1]), Math.max(width, shortcut.shape[2]), channels];
  return tf.relu(tf.add<Tensor4D>(filledUp(second, size), filledUp(shortcut, size)));
}

/** Adds zeros below, on the right and as further channels. */
function filledUp(x: Tensor4D, [height, width, channels]: readonly number[]): Tensor4D {
  return tf.pad4d(x, [
    [0, 0],
    [0, height - x.shape[1]],
    [0, width - x.shape[2]],
    [0, channels - x.shape[3]]
  ]);
}

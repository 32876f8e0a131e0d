import type {Tensor3D, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {View} from "../view.ts";
import type {FaceWeights} from "./weights.ts";

/** Height and width of what the network looks at, in pixels. */
export const detectorSide = 512;

/** Of the thirteen blocks of MobileNet, those that halve height and width. */
const halving = [2, 4, 6, 12];

/** What the network says of each of its anchors. */
export interface Offsets {
  /** By how much the anchor is moved and stretched, `[anchors, 4]`. */
  readonly offsets: Float32Array;
  /** How sure the network is that a face is there, `[anchors]`. */
  readonly scores: Float32Array;
}

/**
 * A single-shot detector on MobileNet v1 for one class, the face: maps of six sizes, from 32×32 for small
 * faces to 1×1 for one that fills the picture, each with convolutions that say for its anchors where and
 * whether.
 *
 * @param picture - `[512, 512, 3]`, brightness 0 to 255
 */
export async function runDetector(weights: FaceWeights, picture: View): Promise<Offsets> {
  const [offsets, scores] = tf.tidy(() => {
    const [height, width] = picture.shape;
    const x = tf.sub(tf.mul(tf.tensor4d(picture.data, [1, height, width, 3]), 2 / 255), 1);
    const maps = mapsOf(weights, x as Tensor4D);
    const answers = maps.map((map, k) => {
      const scope = `Prediction/BoxPredictor_${k}`;
      const answer = (name: string, numbers: number): Tensor3D =>
        tf.reshape(
          tf.add(
            tf.conv2d(map, weights.kernel(`${scope}/${name}/weights`), 1, "same"),
            weights.row(`${scope}/${name}/biases`)
          ),
          [1, -1, numbers]
        );
      return {offsets: answer("BoxEncodingPredictor", 4), classes: answer("ClassPredictor", 3)};
    });
    const offsets = tf.concat(
      answers.map((one) => one.offsets),
      1
    );
    const classes = tf.sigmoid(
      tf.concat(
        answers.map((one) => one.classes),
        1
      )
    );
    // Class 0 is "none of the others".
    return [offsets, tf.slice(classes, [0, 0, 1], [-1, -1, 1])];
  });
  const values = {
    offsets: await offsets.data<"float32">(),
    scores: await scores.data<"float32">()
  };
  tf.dispose([offsets, scores]);
  return values;
}

/** The maps that are asked: two of MobileNet's own, and four that are ever smaller. */
function mapsOf(weights: FaceWeights, picture: Tensor4D): Tensor4D[] {
  const pointwise = (x: Tensor4D, name: string, strides: number): Tensor4D =>
    tf.clipByValue(
      tf.add<Tensor4D>(
        tf.conv2d(x, weights.kernel(`${name}/weights`), strides, "same"),
        weights.row(`${name}/convolution_bn_offset`)
      ),
      0,
      6
    );
  let x = pointwise(picture, "MobilenetV1/Conv2d_0_pointwise", 2);
  const maps: Tensor4D[] = [];
  for (let block = 1; block <= 13; ++block) {
    const name = `MobilenetV1/Conv2d_${block}`;
    x = depthwise(weights, x, `${name}_depthwise`, halving.includes(block) ? 2 : 1);
    x = pointwise(x, `${name}_pointwise`, 1);
    if (block === 11) maps.push(x);
  }
  maps.push(x);
  for (let k = 0; k < 8; ++k) {
    x = pointwise(x, `Prediction/Conv2d_${k}_pointwise`, k % 2 === 0 ? 1 : 2);
    if (k % 2 === 1) maps.push(x);
  }
  return maps;
}

function depthwise(weights: FaceWeights, x: Tensor4D, name: string, strides: number): Tensor4D {
  const norm = (part: string): ReturnType<FaceWeights["row"]> =>
    weights.row(`${name}/BatchNorm/${part}`);
  const filtered = tf.depthwiseConv2d(
    x,
    weights.kernel(`${name}/depthwise_weights`),
    strides,
    "same"
  );
  const normalised = tf.batchNorm(
    filtered,
    norm("moving_mean"),
    norm("moving_variance"),
    norm("beta"),
    norm("gamma"),
    1e-3
  );
  return tf.clipByValue(normalised, 0, 6);
}

import type {Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {View} from "../view.ts";

/** Mean red, green and blue of the photos that face-api's networks learnt from. */
const mean = [122.782, 117.001, 104.298];

/** A picture as face-api's networks take it: less the mean colour, in units of the full brightness. */
export function centred({shape: [height, width], data}: View): Tensor4D {
  return tf.div(tf.sub(tf.tensor4d(data, [1, height, width, 3]), tf.tensor1d(mean)), 255);
}

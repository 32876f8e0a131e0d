import type {Tensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

/** The losses that have a name. */
export type LossName =
  | "sparseCategoricalCrossentropy"
  | "categoricalCrossentropy"
  | "binaryCrossentropy"
  | "meanSquaredError"
  | "meanAbsoluteError";

/** A loss of one's own: the right answers and the model's, in tensors, to a scalar. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Probabilities are kept this far from 0 and 1, as Keras does, so that no logarithm is infinite. */
const probabilityMargin = 1e-7;

const clip = (p: Tensor): Tensor => tf.clipByValue(p, probabilityMargin, 1 - probabilityMargin);

/**
 * The named losses, each the mean over a batch of n examples.
 *
 *     sparseCategoricalCrossentropy  −1/n Σ log p[i, label i]
 *     categoricalCrossentropy        −1/n Σ y[i, k] log p[i, k]
 *     binaryCrossentropy             −1/(nk) Σ y log p + (1 − y) log(1 − p)
 *     meanSquaredError                1/(nk) Σ (p − y)²
 *     meanAbsoluteError               1/(nk) Σ |p − y|
 *
 * Labels are class numbers for the first, and of the prediction's shape for the others.
 */
export const losses: Readonly<Record<LossName, LossFunction>> = {
  sparseCategoricalCrossentropy(labels, p) {
    const classes = p.shape[p.rank - 1];
    const y = tf.oneHot(tf.cast(tf.reshape(labels, p.shape.slice(0, -1)), "int32"), classes);
    return tf.neg(tf.mean(tf.log(clip(tf.sum(tf.mul(p, y), -1)))));
  },
  categoricalCrossentropy: (y, p) => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(clip(p))), -1))),
  binaryCrossentropy(y, p) {
    const q = clip(p);
    const right = tf.mul(y, tf.log(q));
    return tf.neg(tf.mean(tf.add(right, tf.mul(tf.sub(1, y), tf.log(tf.sub(1, q))))));
  },
  meanSquaredError: (y, p) => tf.mean(tf.square(tf.sub(p, y))),
  meanAbsoluteError: (y, p) => tf.mean(tf.abs(tf.sub(p, y)))
};

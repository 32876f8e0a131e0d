import {ndarray, random, seedModel, tf, type NDArray} from "@convnotes/cnn";
import type {Sequential} from "@tensorflow/tfjs";

/** Noisy 6×6 pictures of a horizontal stripe (class 0), a vertical one (1), or none (2). */
export function stripes(n: number, seed: number): {x: NDArray; y: Uint8Array} {
  const source = random(seed);
  const x = ndarray(
    [n, 6, 6, 1],
    Array.from({length: n * 36}, () => 0.3 * source.uniform())
  );
  const y = Uint8Array.from({length: n}, (_, i) => i % 3);
  y.forEach((label, i) => {
    const at = source.integer(6);
    for (let k = 0; k < 6 && label < 2; ++k) {
      x.data[i * 36 + (label === 0 ? at * 6 + k : k * 6 + at)] += 0.6;
    }
  });
  return {x, y};
}

export interface StripesNetOptions {
  seed?: number;
  /** Puts dropout and batch normalisation in. */
  noisy?: boolean;
}

/** A small convolutional network for them. */
export function stripesNet({seed = 1, noisy = false}: StripesNetOptions = {}): Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 4, kernelSize: 3, activation: "relu", inputShape: [6, 6, 1]}),
      ...(noisy ? [tf.layers.batchNormalization()] : []),
      tf.layers.maxPooling2d({poolSize: 2}),
      tf.layers.flatten(),
      ...(noisy ? [tf.layers.dropout({rate: 0.3})] : []),
      tf.layers.dense({units: 3, activation: "softmax"})
    ]
  });
  return seedModel(model, seed);
}

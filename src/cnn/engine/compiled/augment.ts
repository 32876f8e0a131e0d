import type {Tensor} from "@tensorflow/tfjs";
import type {OnnxTensor} from "../onnxruntime.ts";
import {tf} from "../../tensorflow.ts";
import type {Augmentation} from "./builder.ts";
import {floats} from "./feeds.ts";

/** A layer that draws by a seed: another one begins a new series, the same one goes on with its own. */
interface RandomLayer {
  seed: number;
  apply(x: Tensor, options: {training: boolean}): Tensor;
}

/**
 * Adds to the inputs of a step what random layers make of them, with each layer's draws from its seed
 * for this step.
 */
export function augment(
  feeds: Record<string, OnnxTensor>,
  augmentations: readonly Augmentation[],
  seedOf: (layer: object) => number | undefined
): void {
  const layers = [...new Set(augmentations.map(({layer}) => layer as RandomLayer))];
  const before = layers.map(({seed}) => seed);
  layers.forEach((layer) => (layer.seed = seedOf(layer) ?? layer.seed));
  try {
    for (const {name, source, layer} of augmentations) {
      const {data, dims} = feeds[source];
      const changed = tf.tidy(() => {
        const x = tf.tensor(data as Float32Array, [...dims], "float32");
        return (layer as RandomLayer).apply(x, {training: true});
      });
      feeds[name] = floats(changed);
      changed.dispose();
    }
  } finally {
    layers.forEach((layer, k) => (layer.seed = before[k]));
  }
}

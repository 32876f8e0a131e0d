import type {Builder, Value} from "../builder.ts";
import {givenValue, outerShape} from "../operations/layout.ts";
import {crop2d} from "../operations/resize.ts";
import {Unsupported} from "../unsupported.ts";
import type {Layer, Lowering, Lowerings} from "./lowering.ts";

/** A random layer that changes pictures in training, and leaves them alone in use. */
const trainingOnly: Lowering = (b, layer, [x]) => (b.training ? augmented(b, layer, x) : x);

/** Layers that change pictures by chance while training. */
export const augmentations: Lowerings = {
  RandomFlip: trainingOnly,
  RandomTranslation: trainingOnly,
  RandomRotation: trainingOnly,
  RandomZoom: trainingOnly,
  RandomBrightness: trainingOnly,
  RandomContrast: trainingOnly,
  RandomCrop(b, layer, [x]) {
    if (b.training) return augmented(b, layer, x);
    const [, height, width] = x.shape;
    const crop = layer as Layer & {middle(height: number, width: number): [number, number]};
    const [rows, columns] = outputOf(layer, x);
    const [top, left] = crop.middle(height, width);
    return crop2d(b, x, [
      [top, height - rows - top],
      [left, width - columns - left]
    ]);
  }
};

/** The shape of one example that a layer gives, as TensorFlow.js has it. */
function outputOf(layer: Layer, x: Value): number[] {
  return (layer.computeOutputShape([null, ...outerShape(x)]) as number[]).slice(1);
}

/**
 * The host calls the layer before the step, on what it gives the graph: pictures pass no gradient on to
 * anything that is trained, so nothing is lost by it. It follows that the layer stands before all others.
 */
function augmented(b: Builder, layer: Layer, x: Value): Value {
  const source = b.given.get(x);
  if (source === undefined) throw new Unsupported("its place behind layers that compute");
  const outer = outputOf(layer, x);
  const name = b.graph.input(`augmented${b.augmentations.length}`, [b.batch, ...outer]);
  b.augmentations.push({name, source, layer});
  return givenValue(b, name, outer);
}

import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {graphOf} from "./graph.ts";
import {type Picture, toPicture} from "./picture.ts";
import {activationOf, type Replace} from "./runGraph.ts";
import {pixelGradient, type PixelGradient, type SaliencyOptions} from "./saliency.ts";

/**
 * Like `saliency`, but on the way back every ReLU lets only what speaks *for* the class pass: gradients
 * above 0, at units that were active. The picture is sharper; it is no longer the gradient of anything.
 *
 *     dX = dY · (x > 0) · (dY > 0)      at each ReLU
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if the model has no ReLU, there is no such class, or the image does not fit
 * @see Springenberg, Dosovitskiy, Brox & Riedmiller (2015), Striving for simplicity: the all convolutional net
 * @see Adebayo et al. (2018), Sanity checks for saliency maps, which it fails
 *
 * @example
 * ```ts
 * const {map} = await guidedBackprop(model, photo, {classIndex: 281});
 * ```
 */
export async function guidedBackprop(
  model: LayersModel,
  image: Picture,
  {classIndex}: SaliencyOptions = {}
): Promise<PixelGradient> {
  const caller = "guidedBackprop";
  const graph = graphOf(caller, model);
  const picture = toPicture(caller, model, image);
  if (!graph.steps.some((step) => isRelu(activationOf(step)))) {
    throw new RangeError(`${caller}: a model with ReLU is expected, but ${model.name} has none`);
  }
  const replace: Replace = (step, activation) =>
    isRelu(activationOf(step)) ? guided(activation) : undefined;
  return pixelGradient(caller, graph, picture, {classIndex, replace});
}

const isRelu = (activation: string): boolean => activation === "relu" || activation === "relu6";

/** A ReLU whose gradient is let through only where it is above 0. */
function guided(activation: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) =>
    tf.customGrad((input, save) => {
      const value = activation(input as Tensor);
      (save as (tensors: Tensor[]) => void)([input as Tensor, value]);
      return {
        value,
        gradFunc: (gradient: Tensor, [x, y]: Tensor[]) =>
          // Where a ReLU6 is at its ceiling, the value is not the input, and no gradient passes.
          tf.relu(gradient).mul(tf.equal(x, y).logicalAnd(tf.greater(x, 0)).toFloat())
      };
    })(x);
}

import type {Builder, Value, Weight} from "../builder.ts";
import {sumOverImages, transposedAttributes, windowAttributes} from "./conv2d.ts";
import {shifts} from "./kernelGradient.ts";
import type {Window} from "./window.ts";

/**
 * Convolution of every channel by itself; each gives `multiplier` maps, which stay together.
 *
 * @param x - `[channels, height, width]`
 * @param kernel - `[height, width, channels, multiplier]`
 * @param bias - `[channels · multiplier]`
 */
export function depthwiseConv2d(
  b: Builder,
  x: Value,
  kernel: Weight,
  bias: Weight | undefined,
  window: Window
): Value {
  const [height, width, channels, multiplier] = kernel.shape;
  const maps = channels * multiplier;
  const w = b.node("Reshape", [
    b.transposed(kernel, [2, 3, 0, 1]),
    b.graph.integers([maps, 1, height, width])
  ]);
  const inputs = bias ? [x.name, w, bias.name] : [x.name, w];
  const name = b.node("Conv", inputs, {...windowAttributes(window), group: channels});
  return b.value(name, [maps, ...window.outSize], [x, kernel, bias], (dy) => {
    b.accumulate(bias, () => sumOverImages(b, dy));
    b.accumulate(kernel, () => {
      const grouped = b.reshape(dy, [channels, multiplier, ...window.outSize]);
      const taps = shifts(b, x, window).map((pixels) => {
        const products = b.node("Mul", [
          b.reshape(pixels, [channels, 1, ...window.outSize]),
          grouped
        ]);
        return b.node("ReduceSum", [products, b.graph.integers([0, 3, 4])], {keepdims: 0});
      });
      const all = taps.length === 1 ? taps[0] : b.node("Concat", taps, {axis: 0});
      return b.node("Reshape", [all, b.graph.integers(kernel.shape)]);
    });
    b.accumulate(x, () =>
      b.node("ConvTranspose", [dy, w], {...transposedAttributes(window), group: channels})
    );
  });
}

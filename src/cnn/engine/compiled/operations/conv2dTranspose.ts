import type {Builder, Value, Weight} from "../builder.ts";
import {sumOverImages, transposedAttributes, windowAttributes} from "./conv2d.ts";
import {kernelGradient} from "./kernelGradient.ts";
import type {Window} from "./window.ts";

/**
 * The transposed convolution: spreads every input pixel over a window of the output.
 *
 * @param x - `[channels, height, width]`
 * @param kernel - `[height, width, filters, channels]`
 * @param window - the convolution from the output to the input
 */
export function conv2dTranspose(
  b: Builder,
  x: Value,
  kernel: Weight,
  bias: Weight | undefined,
  window: Window
): Value {
  const [, , filters, channels] = kernel.shape;
  const w = b.transposed(kernel, [3, 2, 0, 1]); // [channels, filters, ...]
  const inputs = bias ? [x.name, w, bias.name] : [x.name, w];
  const name = b.node("ConvTranspose", inputs, transposedAttributes(window));
  const shape = [filters, ...window.inSize];
  return b.value(name, shape, [x, kernel, bias], (dy) => {
    b.accumulate(bias, () => sumOverImages(b, dy));
    // The output's gradient stands where a convolution has its input, and the input where it has dy.
    b.accumulate(kernel, () =>
      kernelGradient(b, {name: dy, shape, tracked: false}, x.name, channels, window)
    );
    b.accumulate(x, () => b.node("Conv", [dy, w], windowAttributes(window)));
  });
}

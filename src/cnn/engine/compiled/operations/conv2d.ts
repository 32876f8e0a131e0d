import type {Builder, Value, Weight} from "../builder.ts";
import {blockedConv, givesBlocks, isBlocked} from "./blockedConv.ts";
import {kernelGradient} from "./kernelGradient.ts";
import type {Window} from "./window.ts";

/** ONNX's attributes of a window, all four paddings of it. */
export function windowAttributes({
  size,
  strides,
  dilations,
  padding
}: Window): Record<string, readonly number[]> {
  return {
    kernel_shape: size,
    strides,
    dilations,
    pads: [padding.top, padding.left, padding.bottom, padding.right]
  };
}

/**
 * Convolution: `y[f] = bias[f] + Σ x[c] ∗ kernel[a, b, c, f]`.
 *
 * @param x - `[channels, height, width]`
 * @param kernel - `[height, width, channels, filters]`
 * @param bias - `[filters]`
 */
export function conv2d(
  b: Builder,
  x: Value,
  kernel: Weight,
  bias: Weight | undefined,
  window: Window
): Value {
  const [, , channels, filters] = kernel.shape;
  const shape = [filters, ...window.outSize];
  const attributes = windowAttributes(window);
  const backward = (dy: string): void => {
    b.accumulate(bias, () => sumOverImages(b, dy));
    b.accumulate(kernel, () => kernelGradient(b, x, dy, filters, window));
    b.accumulate(x, () => inputGradient(b, kernel, dy, window));
  };
  const tracked = [x, kernel, bias].some((input) => input?.tracked);
  if (isBlocked(b, channels, filters)) {
    const y = blockedConv(b, x, kernel, bias?.name, attributes);
    const value = Object.assign(y, {shape, tracked});
    b.record(value, backward);
    return value;
  }
  const inputs = (): string[] => {
    const w = b.transposed(kernel, [3, 2, 0, 1]);
    return bias ? [x.name, w, bias.name] : [x.name, w];
  };
  if (!tracked || !givesBlocks(b, channels, filters)) {
    return b.value(b.node("Conv", inputs(), attributes), shape, [x, kernel, bias], backward);
  }
  let made: string | undefined;
  const value = {
    get name() {
      return (made ??= b.node("Conv", inputs(), attributes));
    },
    shape,
    tracked,
    inBlocksAlone: () => blockedConv(b, x, kernel, bias?.name, attributes).blocked()
  };
  b.record(value, backward);
  return value;
}

/** Sums every channel over all pixels of all images. */
export function sumOverImages(b: Builder, dy: string): string {
  return b.node("ReduceSum", [dy, b.graph.integers([0, 2, 3])], {keepdims: 0});
}

/** Where every output sends its gradient back through the kernel to the pixels it came from. */
function inputGradient(b: Builder, kernel: Weight, dy: string, window: Window): string {
  const {size, strides, dilations, padding, outSize, inSize} = window;
  const [, , channels, filters] = kernel.shape;
  const reach = size.map((length, axis) => (length - 1) * dilations[axis]);
  const top = reach[0] - padding.top;
  const left = reach[1] - padding.left;
  const bottom = inSize[0] + reach[0] - outSize[0] - top;
  const right = inSize[1] + reach[1] - outSize[1] - left;
  // With stride 1 it is also a convolution, with the kernel turned by 180°. The runtime copies every
  // pixel once for each tap: of the filters there, of the channels in a transposed convolution.
  const padded = padding.top + padding.left + padding.bottom + padding.right > 0;
  const turnable = strides[0] * strides[1] === 1 && Math.min(top, left, bottom, right) >= 0;
  const blocks = isBlocked(b, channels, filters);
  if (!turnable || (channels < filters && !padded && !blocks)) {
    const w = b.transposed(kernel, [3, 2, 0, 1]);
    return b.node("ConvTranspose", [dy, w], transposedAttributes(window));
  }
  const turned =
    size[0] * size[1] === 1
      ? kernel.name
      : b.node("Slice", [
          kernel.name,
          b.graph.integers([-1, -1]),
          b.graph.integers([-1e6, -1e6]),
          b.graph.integers([0, 1]),
          b.graph.integers([-1, -1])
        ]);
  const attributes = {kernel_shape: size, dilations, strides, pads: [top, left, bottom, right]};
  if (blocks) {
    const weights = {name: turned, shape: kernel.shape, turned: true};
    return blockedConv(b, {name: dy}, weights, undefined, attributes).name;
  }
  return b.node("Conv", [dy, b.node("Transpose", [turned], {perm: [2, 3, 0, 1]})], attributes);
}

/** The attributes of the transposed convolution that takes a window's outputs back to its inputs. */
export function transposedAttributes(window: Window): Record<string, readonly number[]> {
  const {size, strides, dilations, padding, outSize, inSize} = window;
  const {top, left} = padding;
  const rest = [0, 1].map((axis) => {
    const covered = (outSize[axis] - 1) * strides[axis] + (size[axis] - 1) * dilations[axis] + 1;
    return inSize[axis] - (covered - [top, left][axis]); // input after the last window; padding if < 0
  });
  return {
    kernel_shape: size,
    strides,
    dilations,
    pads: [top, left, Math.max(0, -rest[0]), Math.max(0, -rest[1])],
    output_padding: [Math.max(0, rest[0]), Math.max(0, rest[1])]
  };
}

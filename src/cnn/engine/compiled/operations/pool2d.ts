import type {Builder, Value} from "../builder.ts";
import {relu} from "./activations.ts";
import {blockedMaxPool, halves} from "./blockedMaxPool.ts";
import {product} from "../shapes.ts";
import {transposedAttributes, windowAttributes} from "./conv2d.ts";
import type {Window} from "./window.ts";

/** The largest value in every window; on the way back only the first of equals gets the gradient. */
export function maxPool2d(b: Builder, x: Value, window: Window): Value {
  // The largest of positive parts is the positive part of the largest, and gets the same gradient: so
  // the positive part is taken of fewer numbers.
  if (x.tracked && x.reluOf) return relu(b, maxPool2d(b, x.reluOf, window));
  const shape = [x.shape[0], ...window.outSize];
  const attributes = poolAttributes(window);
  const blocked = x.blocked ?? x.inBlocksAlone;
  if (x.tracked && blocked && halves(window)) return blockedMaxPool(b, x, blocked(), window);
  if (!x.tracked) return b.value(b.node("MaxPool", [x.name], attributes), shape, [], () => {});
  const [name, places] = b.graph.nodes("MaxPool", [x.name], attributes, 2);
  return b.value(name, shape, [x], (dy) => {
    b.accumulate(x, () => {
      const whole = [b.batch as number, ...x.shape];
      if (!overlaps(window)) {
        return b.node("MaxUnpool", [dy, places, b.graph.integers(whole)], {
          kernel_shape: window.size,
          strides: window.strides
        });
      }
      const flat = (one: string): string => b.node("Reshape", [one, b.graph.integers([-1])]);
      const zeros = b.node("ConstantOfShape", [b.graph.integers([product(whole)])]);
      const sums = b.node("ScatterElements", [zeros, flat(places), flat(dy)], {
        axis: 0,
        reduction: "add"
      });
      return b.node("Reshape", [sums, b.graph.integers(whole)]);
    });
  });
}

/** The mean of every window, over the pixels that are in the image. */
export function avgPool2d(b: Builder, x: Value, window: Window): Value {
  const shape = [x.shape[0], ...window.outSize];
  const name = b.node("AveragePool", [x.name], poolAttributes(window));
  return b.value(name, shape, [x], (dy) => {
    b.accumulate(x, () => {
      const [channels, ...inSize] = x.shape;
      const {size, strides, outSize, padding} = window;
      const share = 1 / (size[0] * size[1]);
      // TensorFlow.js shares the gradient among all places of a window, those in the padding
      // included, though the mean is over the others: so must we, to train as it does.
      const exact = [0, 1].every(
        (axis) => size[axis] === strides[axis] && outSize[axis] * size[axis] <= inSize[axis]
      );
      if (!exact) {
        const w = b.graph.constant(
          [channels, 1, ...size],
          new Float32Array(channels * size[0] * size[1]).fill(share)
        );
        const attributes = {...transposedAttributes(window), group: channels};
        return b.node("ConvTranspose", [dy, w], attributes);
      }
      const scales = b.graph.constant([4], [1, 1, ...size]);
      const spread = b.node("Resize", [b.node("Mul", [dy, b.number(share)]), "", scales], {
        mode: "nearest",
        coordinate_transformation_mode: "asymmetric",
        nearest_mode: "floor"
      });
      const rest = [0, 1].map((axis) => inSize[axis] - outSize[axis] * size[axis]);
      if (rest[0] + rest[1] + padding.top + padding.left === 0) return spread;
      return b.node("Pad", [spread, b.graph.integers([0, 0, 0, 0, 0, 0, ...rest])]);
    });
  });
}

/** The mean of every channel: `[channels]`, or `[channels, 1, 1]` where the axes are kept. */
export function globalAvgPool2d(b: Builder, x: Value, keepAxes: boolean): Value {
  const [channels, height, width] = x.shape;
  const shape = keepAxes ? [channels, 1, 1] : [channels];
  const mean = b.node("GlobalAveragePool", [x.name]);
  return b.value(keepAxes ? mean : b.reshape(mean, shape), shape, [x], (dy) => {
    b.accumulate(x, () => {
      const each = b.node("Mul", [b.reshape(dy, [channels, 1, 1]), b.number(1 / (height * width))]);
      return b.node("Expand", [each, b.graph.integers([b.batch as number, ...x.shape])]);
    });
  });
}

/**
 * The largest value of every channel: `[channels]`, or `[channels, 1, 1]`. All places that hold it get
 * the gradient, as TensorFlow.js's `max` does.
 */
export function globalMaxPool2d(b: Builder, x: Value, keepAxes: boolean): Value {
  const [channels] = x.shape;
  const shape = keepAxes ? [channels, 1, 1] : [channels];
  const largest = b.node("GlobalMaxPool", [x.name]);
  return b.value(keepAxes ? largest : b.reshape(largest, shape), shape, [x], (dy) => {
    b.accumulate(x, () => {
      const holds = b.node("Cast", [b.node("Equal", [x.name, largest])], {to: 1});
      return b.node("Mul", [b.reshape(dy, [channels, 1, 1]), holds]);
    });
  });
}

function poolAttributes(window: Window): Record<string, readonly number[]> {
  const {kernel_shape, strides, pads} = windowAttributes(window);
  return {kernel_shape, strides, pads};
}

function overlaps({size, strides, padding}: Window): boolean {
  const {top, left, bottom, right} = padding;
  return size[0] > strides[0] || size[1] > strides[1] || top + left + bottom + right > 0;
}

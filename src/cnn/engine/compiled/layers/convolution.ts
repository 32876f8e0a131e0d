import type {Builder, Value} from "../builder.ts";
import {activations} from "../operations/activations.ts";
import {conv2d} from "../operations/conv2d.ts";
import {conv2dTranspose} from "../operations/conv2dTranspose.ts";
import {depthwiseConv2d} from "../operations/depthwiseConv2d.ts";
import {reshape, outerShape} from "../operations/layout.ts";
import {matMul} from "../operations/matMul.ts";
import {layWindows, type WindowConfig} from "../operations/window.ts";
import {product} from "../shapes.ts";
import {Unsupported} from "../unsupported.ts";
import {configOf, weightsOf, type Layer, type Lowerings} from "./lowering.ts";

interface ConvolutionConfig {
  kernelSize: number | number[];
  strides: number | number[];
  padding: string;
  dilationRate?: number | number[] | null;
  activation: string;
}

const windowOf = ({
  kernelSize,
  strides,
  padding,
  dilationRate
}: ConvolutionConfig): WindowConfig => ({
  size: kernelSize,
  strides,
  padding,
  dilations: dilationRate
});

/** Layers that multiply by trained kernels. */
export const convolutions: Lowerings = {
  Conv2D(b, layer, [x]) {
    const config = configOf<ConvolutionConfig>(layer);
    const {kernel, bias} = weightsOf<"kernel" | "bias">(layer);
    const window = layWindows(x.shape.slice(1), windowOf(config));
    const y = conv2d(b, x, b.weight(kernel!), bias && b.weight(bias), window);
    return activate(b, y, config.activation);
  },

  DepthwiseConv2D(b, layer, [x]) {
    const config = configOf<ConvolutionConfig>(layer);
    const {depthwiseKernel, bias} = weightsOf<"depthwiseKernel" | "bias">(layer);
    const window = layWindows(x.shape.slice(1), windowOf(config));
    const y = depthwiseConv2d(b, x, b.weight(depthwiseKernel!), bias && b.weight(bias), window);
    return activate(b, y, config.activation);
  },

  SeparableConv2D(b, layer, [x]) {
    const config = configOf<ConvolutionConfig>(layer);
    const {depthwiseKernel, pointwiseKernel, bias} = weightsOf<
      "depthwiseKernel" | "pointwiseKernel" | "bias"
    >(layer);
    const window = layWindows(x.shape.slice(1), windowOf(config));
    const maps = depthwiseConv2d(b, x, b.weight(depthwiseKernel!), undefined, window);
    const pixel = layWindows(maps.shape.slice(1), {size: 1});
    const y = conv2d(b, maps, b.weight(pointwiseKernel!), bias && b.weight(bias), pixel);
    return activate(b, y, config.activation);
  },

  Conv2DTranspose(b, layer, [x]) {
    const config = configOf<ConvolutionConfig>(layer);
    const {kernel, bias} = weightsOf<"kernel" | "bias">(layer);
    const [, height, width] = outputShape(layer, x);
    // The convolution that would give x from y: its windows, the other way round.
    const window = layWindows([height, width], windowOf(config));
    const y = conv2dTranspose(b, x, b.weight(kernel!), bias && b.weight(bias), window);
    return activate(b, y, config.activation);
  },

  Dense(b, layer, [x]) {
    const {activation} = configOf<{activation: string}>(layer);
    const {kernel, bias} = weightsOf<"kernel" | "bias">(layer);
    const w = b.weight(kernel!);
    const outer = outerShape(x);
    // An image is taken for a list of pixels, since the product is over the channels.
    const rows = x.shape.length === 3 ? reshape(b, x, [outer[0] * outer[1], outer[2]]) : x;
    const y = matMul(b, rows, w, bias && b.weight(bias));
    const whole = x.shape.length === 3 ? reshape(b, y, [outer[0], outer[1], w.shape[1]]) : y;
    return activate(b, whole, activation);
  }
};

/** Applies the activation that a layer names. */
export function activate(b: Builder, x: Value, name: string): Value {
  const known = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (!known) throw new Unsupported(`the activation ${name}`);
  return known(b, x);
}

/** What a layer makes of a value's shape, as an image: `[channels, height, width]`. */
function outputShape(layer: Layer, x: Value): readonly number[] {
  const [, height, width, channels] = layer.computeOutputShape([
    null,
    ...outerShape(x)
  ]) as number[];
  if (product([height, width, channels]) <= 0) throw new Unsupported("an empty image");
  return [channels, height, width];
}

import {sizeOf} from "../../ndarray.ts";
import type {HeapBackend} from "../backend.ts";
import type {Block} from "../heap.ts";
import type {OnnxGraph} from "../onnx.ts";
import type {ConvolutionKernels} from "./convolution.ts";
import type {Conv2DInfo} from "./geometry.ts";
import {onnxTensor, sessionOf} from "./onnxSessions.ts";

/** Convolution in ONNX Runtime, which has channels first: the graphs exchange axes inside. */
export const onnxConvolution: ConvolutionKernels = {
  forward(backend, info, x, kernel, bias) {
    const {inHeight, inWidth, inChannels, outHeight, outWidth, outChannels} = info;
    const session = sessionOf(`forward ${keyOf(info)} ${bias !== undefined}`, (graph) => {
      const image = channelsFirst(graph, graph.input("x", ["n", inHeight, inWidth, inChannels]));
      const weights = graph.node("Transpose", [graph.input("kernel", info.filterShape)], {
        perm: [3, 2, 0, 1]
      });
      const {top, bottom, left, right} = info.padInfo;
      const y = graph.node(
        "Conv",
        [image, weights, ...(bias ? [graph.input("bias", [outChannels])] : [])],
        {
          kernel_shape: [info.filterHeight, info.filterWidth],
          strides: [info.strideHeight, info.strideWidth],
          dilations: [info.dilationHeight, info.dilationWidth],
          pads: [top, left, bottom, right]
        }
      );
      graph.output("y", ["n", outHeight, outWidth, outChannels], channelsLast(graph, y));
    });
    const y = backend.heap.allocate(sizeOf(info.outShape));
    session.run(
      {
        x: tensor(backend, x, info.inShape),
        kernel: tensor(backend, kernel, info.filterShape),
        ...(bias && {bias: tensor(backend, bias, [outChannels])})
      },
      {y: tensor(backend, y, info.outShape)}
    );
    return y;
  },

  backwardInput(backend, info, dOutput, kernel) {
    const {inHeight, inWidth, inChannels, outHeight, outWidth, outChannels} = info;
    const session = sessionOf(`backwardInput ${keyOf(info)}`, (graph) => {
      const gradient = channelsFirst(
        graph,
        graph.input("dOutput", ["n", outHeight, outWidth, outChannels])
      );
      const weights = graph.input("kernel", info.filterShape);
      const dInput =
        info.strideHeight === 1 && info.strideWidth === 1 && marginsFit(info)
          ? correlate(graph, info, gradient, weights)
          : transposedConvolution(graph, info, gradient, weights);
      graph.output("dInput", ["n", inHeight, inWidth, inChannels], channelsLast(graph, dInput));
    });
    const dInput = backend.heap.allocate(sizeOf(info.inShape));
    session.run(
      {
        dOutput: tensor(backend, dOutput, info.outShape),
        kernel: tensor(backend, kernel, info.filterShape)
      },
      {dInput: tensor(backend, dInput, info.inShape)}
    );
    return dInput;
  },

  backwardKernel(backend, info, x, dOutput) {
    const {inHeight, inWidth, inChannels, outHeight, outWidth, outChannels} = info;
    const session = sessionOf(`backwardKernel ${keyOf(info)}`, (graph) => {
      const image = channelsFirst(graph, graph.input("x", ["n", inHeight, inWidth, inChannels]));
      const gradient = graph.node("Reshape", [
        channelsFirst(graph, graph.input("dOutput", ["n", outHeight, outWidth, outChannels])),
        graph.integers([0, outChannels, outHeight * outWidth])
      ]);
      graph.output("dKernel", info.filterShape, kernelGradient(graph, info, image, gradient));
    });
    const dKernel = backend.heap.allocate(sizeOf(info.filterShape));
    session.run(
      {x: tensor(backend, x, info.inShape), dOutput: tensor(backend, dOutput, info.outShape)},
      {dKernel: tensor(backend, dKernel, info.filterShape)}
    );
    return dKernel;
  }
};

function keyOf(info: Conv2DInfo): string {
  const {top, bottom, left, right} = info.padInfo;
  return [
    ...info.inShape.slice(1),
    ...info.filterShape,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    top,
    bottom,
    left,
    right
  ].join();
}

function tensor(
  backend: HeapBackend,
  {address}: Block,
  shape: readonly number[]
): ReturnType<typeof onnxTensor> {
  return onnxTensor(backend, address, shape);
}

const channelsFirst = (graph: OnnxGraph, x: string): string =>
  graph.node("Transpose", [x], {perm: [0, 3, 1, 2]});

const channelsLast = (graph: OnnxGraph, x: string): string =>
  graph.node("Transpose", [x], {perm: [0, 2, 3, 1]});

/** Whether the input's margins are within what a window reaches, as all but odd explicit ones are. */
function marginsFit({filterHeight, filterWidth, padInfo}: Conv2DInfo): boolean {
  const {top, bottom, left, right} = padInfo;
  return Math.max(top, bottom) < filterHeight && Math.max(left, right) < filterWidth;
}

/** dInput for stride 1: dOutput convolved with the kernel turned by 180°. */
function correlate(graph: OnnxGraph, info: Conv2DInfo, dOutput: string, kernel: string): string {
  const {filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth} = info;
  const turned = graph.node("Slice", [
    kernel,
    graph.integers([-1, -1]),
    graph.integers([-(2 ** 31), -(2 ** 31)]),
    graph.integers([0, 1]),
    graph.integers([-1, -1])
  ]);
  const top = filterHeight - 1 - info.padInfo.top;
  const left = filterWidth - 1 - info.padInfo.left;
  const bottom = inHeight - outHeight + filterHeight - 1 - top;
  const right = inWidth - outWidth + filterWidth - 1 - left;
  return graph.node("Conv", [dOutput, graph.node("Transpose", [turned], {perm: [2, 3, 0, 1]})], {
    kernel_shape: [filterHeight, filterWidth],
    pads: [top, left, bottom, right]
  });
}

/** dInput for any stride. */
function transposedConvolution(
  graph: OnnxGraph,
  info: Conv2DInfo,
  dOutput: string,
  kernel: string
): string {
  const {filterHeight, filterWidth, strideHeight, strideWidth, padInfo} = info;
  const whole = graph.node(
    "ConvTranspose",
    [dOutput, graph.node("Transpose", [kernel], {perm: [3, 2, 0, 1]})],
    {kernel_shape: [filterHeight, filterWidth], strides: [strideHeight, strideWidth]}
  );
  // Windows reach beyond the input (cropped), or fall short of it (filled with zeros).
  const {top, left} = padInfo;
  const below = info.inHeight + top - (info.outHeight - 1) * strideHeight - filterHeight;
  const aside = info.inWidth + left - (info.outWidth - 1) * strideWidth - filterWidth;
  const filled =
    below > 0 || aside > 0
      ? graph.node("Pad", [
          whole,
          graph.integers([0, 0, 0, 0, 0, 0, Math.max(0, below), Math.max(0, aside)])
        ])
      : whole;
  return graph.node("Slice", [
    filled,
    graph.integers([top, left]),
    graph.integers([top + info.inHeight, left + info.inWidth]),
    graph.integers([2, 3])
  ]);
}

/** dKernel: for each tap, the image as the tap saw it, times dOutput, summed over pixels and images. */
function kernelGradient(
  graph: OnnxGraph,
  info: Conv2DInfo,
  image: string,
  dOutput: string
): string {
  const {filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth} =
    info;
  const {inHeight, inWidth, inChannels, outHeight, outWidth, padInfo} = info;
  const height = (outHeight - 1) * strideHeight + 1;
  const width = (outWidth - 1) * strideWidth + 1;
  const {top, left} = padInfo;
  const bottom = Math.max(0, height + (filterHeight - 1) * dilationHeight - inHeight - top);
  const right = Math.max(0, width + (filterWidth - 1) * dilationWidth - inWidth - left);
  const padded =
    top || left || bottom || right
      ? graph.node("Pad", [image, graph.integers([0, 0, top, left, 0, 0, bottom, right])])
      : image;
  const taps: string[] = [];
  for (let a = 0; a < filterHeight; ++a) {
    for (let b = 0; b < filterWidth; ++b) {
      const start = [a * dilationHeight, b * dilationWidth];
      taps.push(
        graph.node("Slice", [
          padded,
          graph.integers(start),
          graph.integers([start[0] + height, start[1] + width]),
          graph.integers([2, 3]),
          graph.integers([strideHeight, strideWidth])
        ])
      );
    }
  }
  // One product for all taps where that is small, else one for each.
  const sum = (seen: string, channels: number): string => {
    const flat = graph.node("Reshape", [seen, graph.integers([0, channels, outHeight * outWidth])]);
    const product = graph.node(
      "FusedMatMul",
      [flat, dOutput],
      {transB: 1},
      {domain: "com.microsoft"}
    );
    return graph.node("ReduceSum", [product, graph.integers([0])], {keepdims: 0});
  };
  const together = inChannels * taps.length <= 64;
  const rows = together
    ? sum(concat(graph, taps, 1), inChannels * taps.length)
    : concat(
        graph,
        taps.map((tap) => sum(tap, inChannels)),
        0
      );
  return graph.node("Reshape", [rows, graph.integers(info.filterShape)]);
}

const concat = (graph: OnnxGraph, values: readonly string[], axis: number): string =>
  values.length > 1 ? graph.node("Concat", values, {axis}) : values[0];

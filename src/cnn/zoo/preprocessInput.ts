import {hasShapeAndData, kindOf, type NDArray} from "../ndarray.ts";

/** How brightness becomes what a model was trained on, by the name of the program that began it. */
export type PreprocessingMode = "caffe" | "tf" | "torch";

/** The architectures whose published weights were trained on ImageNet's photos. */
export type ImageNetModel =
  | "alexnet"
  | "googlenet"
  | "inceptionV3"
  | "mobilenetV1"
  | "mobilenetV2"
  | "resnet18"
  | "resnet34"
  | "resnet50"
  | "resnet101"
  | "resnet152"
  | "vgg16"
  | "vgg19";

/** What the published weights of each architecture expect. */
export const preprocessing: Readonly<Record<ImageNetModel, PreprocessingMode>> = {
  alexnet: "caffe",
  googlenet: "caffe",
  inceptionV3: "tf",
  mobilenetV1: "tf",
  mobilenetV2: "tf",
  resnet18: "torch",
  resnet34: "torch",
  resnet50: "caffe",
  resnet101: "caffe",
  resnet152: "caffe",
  vgg16: "caffe",
  vgg19: "caffe"
};

export interface PreprocessInputOptions {
  /** What is done; or say by `model` for whom. */
  mode?: PreprocessingMode;
  /** The architecture whose published weights the pictures are for. */
  model?: ImageNetModel;
}

/** Pictures as they come: numbers, or bytes. */
interface Pictures {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint8Array;
}

/** For each mode: which colour goes where, and `(x − mean) / deviation` of it, on a scale of 0 to 255. */
const modes: Readonly<
  Record<
    PreprocessingMode,
    {order: readonly number[]; mean: readonly number[]; deviation: readonly number[]}
  >
> = {
  caffe: {order: [2, 1, 0], mean: [103.939, 116.779, 123.68], deviation: [1, 1, 1]},
  tf: {order: [0, 1, 2], mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5]},
  torch: {
    order: [0, 1, 2],
    mean: [0.485, 0.456, 0.406].map((value) => value * 255),
    deviation: [0.229, 0.224, 0.225].map((value) => value * 255)
  }
};

/**
 * Brings pictures to what a model was trained on. Weights that are given other values than those they
 * know still answer, and wrongly.
 *
 *     caffe  blue, green, red, minus the mean of ImageNet's pictures (103.939, 116.779, 123.68)
 *     tf     x / 127.5 − 1, which is −1 to 1
 *     torch  (x / 255 − mean) / deviation, with means .485 .456 .406 and deviations .229 .224 .225
 *
 * @param x - one picture `[height, width, 3]` or several `[n, height, width, 3]`: red, green, blue, each
 *   from 0 to 255
 * @returns an array of the same shape; `x` stays as it is
 * @throws RangeError if neither a mode nor a model is named, there is none of that name, or `x` is no
 *   picture in colour
 * @throws TypeError if `x` is no array
 * @see Keras's `keras.applications.imagenet_utils.preprocess_input`
 *
 * @example
 * ```ts
 * const red = ndarray([1, 1, 3], [255, 0, 0]);
 * preprocessInput(red, {mode: "tf"}).data; // 1, -1, -1
 * preprocessInput(red, {model: "resnet50"}).data; // -103.939, -116.779, 131.32
 * ```
 */
export function preprocessInput(
  x: Pictures,
  {model, mode = model && modeOf(model)}: PreprocessInputOptions = {}
): NDArray {
  if (mode === undefined || !Object.hasOwn(modes, mode)) {
    throw new RangeError(
      `preprocessInput: mode is one of ${Object.keys(modes).join(", ")}, but got ${mode}`
    );
  }
  if (!hasShapeAndData(x)) {
    throw new TypeError(`preprocessInput: x is an array of pictures, but got ${kindOf(x)}`);
  }
  const {shape, data} = x;
  if ((shape.length !== 3 && shape.length !== 4) || shape.at(-1) !== 3) {
    throw new RangeError(
      `preprocessInput: x is [height, width, 3] or [n, height, width, 3], but got [${shape}]`
    );
  }
  const {order, mean, deviation} = modes[mode];
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    for (let c = 0; c < 3; ++c) result[i + c] = (data[i + order[c]] - mean[c]) / deviation[c];
  }
  return {shape: [...shape], data: result};
}

function modeOf(model: ImageNetModel): PreprocessingMode {
  if (Object.hasOwn(preprocessing, model)) return preprocessing[model];
  const known = Object.keys(preprocessing).join(", ");
  throw new RangeError(`preprocessInput: model is one of ${known}, but got ${String(model)}`);
}

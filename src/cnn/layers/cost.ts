import type {LayersModel} from "@tensorflow/tfjs";

type Layer = LayersModel["layers"][number];
type Shape = readonly (number | null)[];

/** How many values a layer gives for one example; an axis of unknown length counts as 1. */
export function valuesIn(shape: Shape): number {
  return shape.slice(1).reduce<number>((product, n) => product * (n ?? 1), 1);
}

/**
 * The floating-point operations of a layer for one example.
 *
 * A multiplication and the addition that follows it count as two; so does the scale and shift of batch
 * normalisation. A bias counts as one for each value, pooling as one for each value in a window, an
 * element-wise sum or product as one. Activation functions, padding and moving of values count nothing.
 *
 *     conv2d  2 · kh · kw · inChannels · outHeight · outWidth · filters (+ outHeight · outWidth · filters)
 *     dense   2 · inUnits · units (+ units)
 *
 * @param inputs - shapes of what the layer is given, the batch first
 * @param output - shape of what it gives
 * @returns undefined where the layer is of a kind that nobody has counted yet
 */
export function flopsOf(layer: Layer, inputs: readonly Shape[], output: Shape): number | undefined {
  const kind = layer.getClassName();
  const values = valuesIn(output);
  const weight = (name: string): number[] | undefined =>
    layer.weights.find(({originalName}) => originalName.endsWith(`/${name}`))?.shape as number[];
  const kernel = weight("kernel");
  const bias = weight("bias") ? values : 0;
  switch (kind) {
    case "Conv1D":
    case "Conv2D":
    case "Conv3D":
      // Every output value is the sum of one window: all of a filter's weights.
      return kernel && 2 * values * product(kernel.slice(0, -1)) + bias;
    case "Conv2DTranspose":
    case "Conv3DTranspose":
      // Every input value is spread over one window of the output.
      return kernel && 2 * valuesIn(inputs[0]) * product(kernel.slice(0, -1)) + bias;
    case "DepthwiseConv2D": {
      const [height, width] = weight("depthwise_kernel") ?? [];
      return 2 * values * height * width + bias;
    }
    case "SeparableConv2D": {
      const [height, width, channels, multiplier] = weight("depthwise_kernel") ?? [];
      const pixels = values / (output[output.length - 1] ?? 1);
      return 2 * channels * multiplier * (pixels * height * width + values) + bias;
    }
    case "Dense":
      return kernel && 2 * values * kernel[0] + bias;
    case "BatchNormalization":
      return 2 * values;
    case "MaxPooling1D":
    case "AveragePooling1D":
    case "MaxPooling2D":
    case "AveragePooling2D":
    case "MaxPooling3D":
    case "AveragePooling3D":
      return (
        values * product([(layer as unknown as {poolSize: number | number[]}).poolSize].flat())
      );
    case "GlobalMaxPooling1D":
    case "GlobalAveragePooling1D":
    case "GlobalMaxPooling2D":
    case "GlobalAveragePooling2D":
      return valuesIn(inputs[0]);
    case "Add":
    case "Average":
    case "Multiply":
    case "Maximum":
    case "Minimum":
      return values * (inputs.length - 1);
    case "InputLayer":
    case "Flatten":
    case "Reshape":
    case "Permute":
    case "RepeatVector":
    case "ZeroPadding2D":
    case "Cropping2D":
    case "UpSampling2D":
    case "Concatenate":
    case "Dropout":
    case "SpatialDropout1D":
    case "GaussianNoise":
    case "GaussianDropout":
    case "AlphaDropout":
    case "RandomFlip": // only while training
    case "RandomTranslation":
    case "RandomRotation":
    case "RandomZoom":
    case "RandomCrop":
    case "RandomBrightness":
    case "RandomContrast":
    case "Masking":
    case "Activation":
    case "ReLU":
    case "LeakyReLU":
    case "PReLU":
    case "ELU":
    case "ThresholdedReLU":
    case "Softmax":
      return 0;
    default:
      return undefined;
  }
}

const product = (numbers: readonly number[]): number => numbers.reduce((all, n) => all * n, 1);

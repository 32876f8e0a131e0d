import {conv2d, depthwiseConv2d, separableConv2d} from "./convolution.ts";
import {dense} from "./dense.ts";
import type {Mechanism} from "./mechanism.ts";
import {border, concatenate, pass, reshape} from "./moves.ts";
import {
  activation,
  add,
  average,
  batchNormalization,
  maximum,
  minimum,
  multiply
} from "./pointwise.ts";
import {averagePooling, globalAveragePooling, globalMaxPooling, maxPooling} from "./pooling.ts";

/** How each kind of layer computes. */
export const mechanisms: Readonly<Record<string, Mechanism | undefined>> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Dense: dense,
  MaxPooling2D: maxPooling,
  AveragePooling2D: averagePooling,
  GlobalMaxPooling2D: globalMaxPooling,
  GlobalAveragePooling2D: globalAveragePooling,
  BatchNormalization: batchNormalization,
  Activation: activation,
  ReLU: activation,
  LeakyReLU: activation,
  ELU: activation,
  ThresholdedReLU: activation,
  Softmax: activation,
  Add: add,
  Average: average,
  Multiply: multiply,
  Maximum: maximum,
  Minimum: minimum,
  Concatenate: concatenate,
  Flatten: reshape,
  Reshape: reshape,
  ZeroPadding2D: border,
  Cropping2D: border,
  Dropout: pass,
  SpatialDropout2D: pass,
  GaussianNoise: pass,
  GaussianDropout: pass,
  AlphaDropout: pass
};

/** What an operator does, by the names of TensorFlow.js. */
export type OperatorName =
  | "add"
  | "averagePool2d"
  | "concatenation"
  | "conv2d"
  | "depthwiseConv2d"
  | "dequantize"
  | "fullyConnected"
  | "logistic"
  | "maxPool2d"
  | "mul"
  | "relu"
  | "relu6"
  | "reshape"
  | "resizeBilinear"
  | "softmax"
  | "tanh"
  | "pad"
  | "mean"
  | "sub"
  | "squeeze"
  | "prelu"
  | "quantize"
  | "hardSwish"
  | "conv2dTransposeBias";

/** The operators that are known here, by their number in TensorFlow Lite's schema. */
export const operatorNames: Readonly<Record<number, OperatorName>> = {
  0: "add",
  1: "averagePool2d",
  2: "concatenation",
  3: "conv2d",
  4: "depthwiseConv2d",
  6: "dequantize",
  9: "fullyConnected",
  14: "logistic",
  17: "maxPool2d",
  18: "mul",
  19: "relu",
  21: "relu6",
  22: "reshape",
  23: "resizeBilinear",
  25: "softmax",
  28: "tanh",
  34: "pad",
  40: "mean",
  41: "sub",
  43: "squeeze",
  54: "prelu",
  114: "quantize",
  117: "hardSwish"
};

/** Operators that are not TensorFlow's own, by their name: one of MediaPipe's. */
export const customNames: Readonly<Record<string, OperatorName>> = {
  Convolution2DTransposeBias: "conv2dTransposeBias"
};

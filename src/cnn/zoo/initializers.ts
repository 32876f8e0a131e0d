// First weights of the papers that TensorFlow.js draws otherwise.
import type {SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/**
 * Normal, of variance 2 / n where n values go into each sum, so that ReLU leaves the size of signals as it
 * was. TensorFlow.js's own `heNormal` cuts the tails off without making up for it.
 *
 * @see He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, equation 10
 */
export function heNormal(x: SymbolicTensor, kernelSize: number): {kernelInitializer: Initializer} {
  const channels = x.shape.at(-1) as number;
  const stddev = Math.sqrt(2 / (kernelSize * kernelSize * channels));
  return {kernelInitializer: tf.initializers.randomNormal({stddev})};
}

/**
 * Normal with a deviation of 0.01, and biases that begin at 0 or 1.
 *
 * @see Krizhevsky, Sutskever & Hinton (2012), ImageNet classification with deep convolutional neural
 *   networks, §5
 */
export function gaussian(
  bias: 0 | 1
): Record<"kernelInitializer" | "biasInitializer", Initializer> {
  return {
    kernelInitializer: tf.initializers.randomNormal({stddev: 0.01}),
    biasInitializer: bias === 1 ? tf.initializers.ones() : tf.initializers.zeros()
  };
}

/**
 * Uniform, of variance 1 / n where n values go into each sum, and biases of 0.2: how Caffe's file of
 * GoogLeNet begins, since its paper does not say.
 *
 * @see https://github.com/BVLC/caffe/blob/master/models/bvlc_googlenet/train_val.prototxt
 */
export function caffeXavier(): Record<"kernelInitializer" | "biasInitializer", Initializer> {
  return {
    kernelInitializer: tf.initializers.leCunUniform({}),
    biasInitializer: tf.initializers.constant({value: 0.2})
  };
}

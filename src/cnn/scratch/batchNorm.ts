import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";

export interface BatchNormOptions {
  /** Added to the variance, so that a channel that never changes is not divided by 0; defaults to 1e-3, as in Keras. */
  epsilon?: number;
}

/** A batch brought to mean 0 and variance 1, and the statistics that did it. */
export interface Normalized {
  output: NDArray;
  /** Mean of each channel over the batch, `[channels]`. */
  mean: NDArray;
  /** Variance of each channel over the batch, the one with 1/m, `[channels]`. */
  variance: NDArray;
}

/**
 * Batch normalization in training: brings each channel of the batch to mean 0 and variance 1, then
 * lets the network choose another scale and offset.
 *
 *     y = gamma · (x − μ) / √(σ² + ε) + beta
 *
 * with μ and σ² of the channel over all examples and pixels of this batch.
 *
 * @param x - batch, `[..., channels]`
 * @param gamma - scale of each channel, `[channels]`
 * @param beta - offset of each channel, `[channels]`
 * @returns the output, the shape of x, and the mean and variance of each channel
 * @throws RangeError if gamma or beta is for another number of channels
 * @see Ioffe & Szegedy (2015), Batch normalization
 *
 * @example
 * ```ts
 * const [gamma, beta] = [ndarray([1], [1]), ndarray([1], [0])];
 * const {output, mean} = batchNorm(ndarray([2, 1], [3, 5]), gamma, beta, {epsilon: 0});
 * output.data; // -1, 1
 * mean.data; // 4
 * ```
 */
export function batchNorm(
  x: NDArray,
  gamma: NDArray,
  beta: NDArray,
  {epsilon = 1e-3}: BatchNormOptions = {}
): Normalized {
  const channels = channelsOf("batchNorm", x, {gamma, beta});
  const {mean, variance} = statistics(x, channels);
  return {
    output: normalize(x, gamma, beta, mean, variance, epsilon),
    mean: ndarray([channels], mean, {dtype: dtypeOf(x)}),
    variance: ndarray([channels], variance, {dtype: dtypeOf(x)})
  };
}

export interface BatchNormGradients {
  /** Gradient of the loss by the batch, of the shape of x. */
  dInput: NDArray;
  /** Gradient by the scales, `[channels]`. */
  dGamma: NDArray;
  /** Gradient by the offsets, `[channels]`. */
  dBeta: NDArray;
}

/**
 * Gradients of `batchNorm`. The mean and the variance came from x too, so the error loses its own
 * mean, and its part along x̂ = (x − μ) / √(σ² + ε): moving or stretching the whole batch changes
 * nothing.
 *
 *     dBeta  = Σ dOutput
 *     dGamma = Σ dOutput · x̂
 *     dInput = gamma / √(σ² + ε) · (dOutput − dBeta / m − x̂ · dGamma / m)
 *
 * with sums over the m values of the channel.
 *
 * @param dOutput - gradient of the loss by the output of `batchNorm`, of its shape
 * @param x - what `batchNorm` was given, and likewise gamma and the options
 * @throws RangeError as `batchNorm`, and if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * const x = ndarray([3, 1], [1, 2, 3]);
 * const {dInput, dBeta} = batchNormBackward(ndarray([3, 1], [1, 1, 1]), x, ndarray([1], [1]));
 * dInput.data; // 0, 0, 0: raising every output alike cannot be done through x
 * dBeta.data; // 3
 * ```
 */
export function batchNormBackward(
  dOutput: NDArray,
  x: NDArray,
  gamma: NDArray,
  {epsilon = 1e-3}: BatchNormOptions = {}
): BatchNormGradients {
  const channels = channelsOf("batchNormBackward", x, {gamma});
  checkShape("batchNormBackward", "dOutput", dOutput, x.shape);
  const {mean, variance} = statistics(x, channels);
  const {dGamma, dBeta} = scaleAndOffset(dOutput, x, mean, variance, epsilon);
  const m = x.data.length / channels;
  const dInput = Float64Array.from(x.data, (value, i) => {
    const c = i % channels;
    const deviation = Math.sqrt(variance[c] + epsilon);
    const normalized = (value - mean[c]) / deviation;
    return (
      (gamma.data[c] / deviation) * (dOutput.data[i] - dBeta[c] / m - (normalized * dGamma[c]) / m)
    );
  });
  return gradients(x, dInput, dGamma, dBeta);
}

/**
 * Batch normalization in use: the same formula, with the averages collected in training, so that an
 * image is judged alone and not by its batch.
 *
 * @param x - batch, `[..., channels]`
 * @param gamma - scale of each channel, `[channels]`, and likewise beta, its offset
 * @param movingMean - average mean of each channel, `[channels]`
 * @param movingVariance - average variance of each channel, `[channels]`
 * @throws RangeError if one of them is for another number of channels
 *
 * @example
 * ```ts
 * const [zero, one, four] = [0, 1, 4].map((value) => ndarray([1], [value]));
 * batchNormInference(ndarray([1, 1], [6]), one, zero, zero, four, {epsilon: 0}).data; // 3
 * ```
 */
export function batchNormInference(
  x: NDArray,
  gamma: NDArray,
  beta: NDArray,
  movingMean: NDArray,
  movingVariance: NDArray,
  {epsilon = 1e-3}: BatchNormOptions = {}
): NDArray {
  channelsOf("batchNormInference", x, {gamma, beta, movingMean, movingVariance});
  return normalize(x, gamma, beta, movingMean.data, movingVariance.data, epsilon);
}

/**
 * Gradients of `batchNormInference`, in which mean and variance are constants.
 *
 *     dInput = dOutput · gamma / √(movingVariance + ε)
 *
 * @param dOutput - gradient of the loss by the output, of its shape
 * @param x - what `batchNormInference` was given, and likewise the rest
 * @throws RangeError as `batchNormInference`, and if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * const [zero, one, four] = [0, 1, 4].map((value) => ndarray([1], [value]));
 * const [dOutput, x] = [ndarray([1, 1], [8]), ndarray([1, 1], [6])];
 * batchNormInferenceBackward(dOutput, x, one, zero, four, {epsilon: 0}).dInput.data; // 4
 * ```
 */
export function batchNormInferenceBackward(
  dOutput: NDArray,
  x: NDArray,
  gamma: NDArray,
  movingMean: NDArray,
  movingVariance: NDArray,
  {epsilon = 1e-3}: BatchNormOptions = {}
): BatchNormGradients {
  const caller = "batchNormInferenceBackward";
  const channels = channelsOf(caller, x, {gamma, movingMean, movingVariance});
  checkShape(caller, "dOutput", dOutput, x.shape);
  const [mean, variance] = [movingMean.data, movingVariance.data];
  const {dGamma, dBeta} = scaleAndOffset(dOutput, x, mean, variance, epsilon);
  const dInput = Float64Array.from(dOutput.data, (error, i) => {
    const c = i % channels;
    return (error * gamma.data[c]) / Math.sqrt(variance[c] + epsilon);
  });
  return gradients(x, dInput, dGamma, dBeta);
}

/**
 * Takes a batch's statistics into the average that inference will use.
 *
 *     average ← momentum · average + (1 − momentum) · value
 *
 * @param average - movingMean or movingVariance so far, `[channels]`
 * @param value - mean or variance of the batch, `[channels]`
 * @returns the new average
 * @throws RangeError if the shapes differ
 *
 * @example
 * ```ts
 * movingAverage(ndarray([1], [8]), ndarray([1], [0]), {momentum: 0.75}).data; // 6
 * ```
 */
export function movingAverage(
  average: NDArray,
  value: NDArray,
  {momentum = 0.99}: {momentum?: number} = {}
): NDArray {
  checkShape("movingAverage", "value", value, average.shape);
  const next = average.data.map((old, i) => momentum * old + (1 - momentum) * value.data[i]);
  return ndarray(average.shape, next, {dtype: dtypeOf(average)});
}

type Numbers = Float32Array | Float64Array;

/** Mean and variance of each channel, the last axis; all other axes are counted alike. */
function statistics(x: NDArray, channels: number): {mean: Numbers; variance: Numbers} {
  const m = x.data.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.data.forEach((value, i) => (mean[i % channels] += value / m));
  x.data.forEach((value, i) => (variance[i % channels] += (value - mean[i % channels]) ** 2 / m));
  return {mean, variance};
}

function normalize(
  x: NDArray,
  gamma: NDArray,
  beta: NDArray,
  mean: Numbers,
  variance: Numbers,
  epsilon: number
): NDArray {
  const y = x.data.map((value, i) => {
    const c = i % mean.length;
    return (gamma.data[c] * (value - mean[c])) / Math.sqrt(variance[c] + epsilon) + beta.data[c];
  });
  return ndarray(x.shape, y, {dtype: dtypeOf(x)});
}

function scaleAndOffset(
  dOutput: NDArray,
  x: NDArray,
  mean: Numbers,
  variance: Numbers,
  epsilon: number
): {dGamma: Numbers; dBeta: Numbers} {
  const dGamma = new Float64Array(mean.length);
  const dBeta = new Float64Array(mean.length);
  dOutput.data.forEach((error, i) => {
    const c = i % mean.length;
    dGamma[c] += (error * (x.data[i] - mean[c])) / Math.sqrt(variance[c] + epsilon);
    dBeta[c] += error;
  });
  return {dGamma, dBeta};
}

function gradients(
  x: NDArray,
  dInput: Numbers,
  dGamma: Numbers,
  dBeta: Numbers
): BatchNormGradients {
  const dtype = dtypeOf(x);
  return {
    dInput: ndarray(x.shape, dInput, {dtype}),
    dGamma: ndarray([dGamma.length], dGamma, {dtype}),
    dBeta: ndarray([dBeta.length], dBeta, {dtype})
  };
}

function channelsOf(caller: string, x: NDArray, perChannel: Record<string, NDArray>): number {
  checkArray(caller, "x", x);
  if (x.shape.length === 0 || x.data.length === 0) {
    throw new RangeError(
      `${caller}: x has shape [..., channels] and at least one value, but got [${x.shape}]`
    );
  }
  const channels = x.shape[x.shape.length - 1];
  for (const [name, values] of Object.entries(perChannel)) {
    checkShape(caller, name, values, [channels]);
  }
  return channels;
}

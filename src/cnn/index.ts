// The library's table of contents. Lectures write `import {ndarray, scratch, plot} from "@convnotes/cnn"`.

import {answerKernelDetails} from "./kernelDetails.ts";

// In a notebook, the front end may ask what the library holds.
answerKernelDetails();

/** Arrays of numbers: shape and data. */
export {dtypeOf, fromNested, ndarray, reshape, sizeOf, toNested, zeros} from "./ndarray.ts";
export type {DType, NDArray, Nested} from "./ndarray.ts";
/** Every algorithm of the course, written to be read. */
export * as scratch from "./scratch/index.ts";
/** Figures: numbers in, plotly out. */
export * as plot from "./plot/index.ts";
/** Seeded random numbers, what a lecture asserts, how far work has come. */
export {random} from "./random.ts";
export type {Random} from "./random.ts";
export {claim} from "./claim.ts";
export {progress} from "./progress.ts";
/** What computes: the fastest engine that works here, or the one asked for. */
export {engineInfo, useEngine} from "./engine/useEngine.ts";
export type {EngineInfo, EngineName, EngineOptions} from "./engine/useEngine.ts";
/** A model, as it is when used, as one graph. */
export {compileInference} from "./engine/compiled/compileInference.ts";
export type {CompiledModel, CompileInferenceOptions} from "./engine/compiled/compileInference.ts";
/** TensorFlow.js itself. */
export {tf} from "./tensorflow.ts";
/** Image files as arrays. */
export {readImage} from "./image/readImage.ts";
export type {ReadImageOptions} from "./image/decode.ts";
export {loadImg} from "./image/loadImg.ts";
export type {LoadImgOptions} from "./image/loadImg.ts";
export {bicubic} from "./image/bicubic.ts";
export {imgToArray} from "./image/imgToArray.ts";
export type {Pixels} from "./image/decode.ts";
export {writeImage} from "./image/writeImage.ts";
export type {WriteImageOptions} from "./image/writeImage.ts";
/** How a run does, for its record and for a sweep. */
export {report} from "./run/report.ts";
export type {ReportOptions} from "./run/report.ts";
export {TrialPruned} from "./run/trialPruned.ts";
/** Labelled pictures to learn from. */
export * as datasets from "./datasets/index.ts";
/** Data and weights that are downloaded once, checked and kept. */
export * as assets from "./assets/index.ts";
/** Layers models: their first weights from a seed, table and drawing, the models of the course. */
export {architecture, foldBatchNorm, seedModel, summary} from "./layers/index.ts";
export type {Drawing, Summary, SummaryRow} from "./layers/index.ts";
/** Layers that change pictures by chance while a model learns, and the same without a model. */
export * as layers from "./layers/random.ts";
export {augment} from "./layers/augment.ts";
export type {AugmentOptions} from "./layers/augment.ts";
export * as zoo from "./zoo/index.ts";
/** Weights that somebody trained: from files, and models that come with theirs. */
export {loadGraphModel, loadOnnx, loadTflite, loadWeights, readWeights} from "./weights/index.ts";
export type * from "./weights/index.ts";
export * as pretrained from "./pretrained/index.ts";
/** What CNNs are used for. */
export * as applications from "./applications/index.ts";
/** What a model sees in a picture. */
export * as inspect from "./inspect/index.ts";
/** Training a model, and how well it does. */
export {
  classesOf,
  classReport,
  confusionMatrix,
  eagerStep,
  evaluate,
  fit,
  predict,
  predictAll,
  schedules,
  toNDArray,
  toTensor
} from "./training/index.ts";
export type * from "./training/index.ts";

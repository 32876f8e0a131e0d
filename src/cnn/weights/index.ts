/** A model's weights from a file. */
export {loadWeights} from "./loadWeights.ts";
export type {LoadWeightsOptions} from "./loadWeights.ts";
export {readWeights} from "./readWeights.ts";
export type {WeightsSource} from "./source.ts";
export type {MatchedBy, MisshapenWeight, WeightsFormat, WeightsReport} from "./report.ts";
/** Models that are run as they are. */
export {loadGraphModel} from "./loadGraphModel.ts";
export type {LoadGraphModelOptions} from "./loadGraphModel.ts";
export {loadOnnx} from "./loadOnnx.ts";
export type {LoadOnnxOptions} from "./loadOnnx.ts";
export {loadTflite} from "./loadTflite.ts";
export type {Port, RunnableInputs, RunnableModel} from "./runnableModel.ts";
export type {OpenSourceOptions} from "./source.ts";

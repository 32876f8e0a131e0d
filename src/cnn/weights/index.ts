/** A model's weights from a file. */
export {loadWeights} from "./loadWeights.ts";
export type {LoadWeightsOptions} from "./loadWeights.ts";
export type {WeightsSource} from "./source.ts";
export type {MatchedBy, MisshapenWeight, WeightsFormat, WeightsReport} from "./report.ts";

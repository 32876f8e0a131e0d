export {architecture} from "./architecture.ts";
export type {Drawing} from "./architecture.ts";
export {foldBatchNorm} from "./foldBatchNorm.ts";
export {seedModel} from "./seedModel.ts";
export {summary} from "./summary.ts";
export type {Summary} from "./summary.ts";
export type {SummaryRow} from "./summaryNumbers.ts";

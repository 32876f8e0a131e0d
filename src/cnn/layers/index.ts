export {seedModel} from "./seedModel.ts";
export {summary} from "./summary.ts";
export type {Summary, SummaryRow} from "./summary.ts";

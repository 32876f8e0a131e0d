/** What a dataset is. */
export {example} from "./dataset.ts";
export type {Dataset, Images, Split} from "./dataset.ts";
/** Examples some at a time, and choosing among them. */
export {batches} from "./batches.ts";
export type {Batch, BatchesOptions} from "./batches.ts";
export {select, shuffle, splitOff, take} from "./select.ts";
export type {TakeOptions} from "./select.ts";

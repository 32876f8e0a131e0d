/** The datasets. */
export {fashionMnist, mnist} from "./mnist.ts";
export type {SubsetOptions} from "./mnist.ts";
export {catsVsDogs, cifar10} from "./cifar10.ts";
export {photo, photos} from "./photos.ts";
export type {Photo} from "./photos.ts";
export {nile} from "./nile.ts";
export type {YearlySeries} from "./nile.ts";
/** One's own pictures. */
export {imageFolder, writeImageFolder} from "./imageFolder.ts";
export type {ImageFolderOptions} from "./imageFolder.ts";
export {imageFiles} from "./imageFiles.ts";
export type {ImageFiles} from "./imageFiles.ts";
export type {PictureOptions} from "./readPictures.ts";
/** What a dataset is. */
export {example} from "./dataset.ts";
export type {Dataset, Images, Split} from "./dataset.ts";
/** Examples some at a time, and choosing among them. */
export {batches} from "./batches.ts";
export type {Batch, BatchesOptions} from "./batches.ts";
export {pad} from "./pad.ts";
export {resize} from "./resize.ts";
export {select, shuffle, splitOff, take} from "./select.ts";
export type {TakeOptions} from "./select.ts";

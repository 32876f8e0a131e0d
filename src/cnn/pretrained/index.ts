/** Models that were trained on ImageNet, with their weights. */
export {inceptionV3} from "./inceptionV3.ts";
export {mobilenetV1} from "./mobilenetV1.ts";
export type {PretrainedOptions} from "./options.ts";

import {activationLayers} from "./activation.ts";
import {augmentations} from "./augmentation.ts";
import {convolutions} from "./convolution.ts";
import type {Lowerings} from "./lowering.ts";
import {merges} from "./merge.ts";
import {noises} from "./noise.ts";
import {normalizations} from "./normalization.ts";
import {pools} from "./pooling.ts";
import {shapes} from "./shape.ts";

/** Every layer that the compiler knows, by class name. */
export const lowerings: Lowerings = {
  ...convolutions,
  ...pools,
  ...activationLayers,
  ...normalizations,
  ...merges,
  ...shapes,
  ...noises,
  ...augmentations
};

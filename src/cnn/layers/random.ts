// Layers that change pictures by chance while a model learns. Lectures write `layers.randomFlip()`.

export {randomBrightness} from "./randomBrightness.ts";
export type {RandomBrightnessArgs} from "./randomBrightness.ts";
export {randomContrast} from "./randomContrast.ts";
export type {RandomContrastArgs} from "./randomContrast.ts";
export {randomCrop} from "./randomCrop.ts";
export type {RandomCropArgs} from "./randomCrop.ts";
export {randomFlip} from "./randomFlip.ts";
export type {RandomFlipArgs} from "./randomFlip.ts";
export {randomRotation} from "./randomRotation.ts";
export type {RandomRotationArgs} from "./randomRotation.ts";
export {randomTranslation} from "./randomTranslation.ts";
export type {RandomTranslationArgs} from "./randomTranslation.ts";
export {randomZoom} from "./randomZoom.ts";
export type {RandomZoomArgs} from "./randomZoom.ts";

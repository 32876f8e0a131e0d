/** What a network sees in a picture. */
export {featureMaps} from "./featureMaps.ts";
export type {FeatureMapsOptions, LayerMaps} from "./featureMaps.ts";
export {occlusion} from "./occlusion.ts";
export type {Occlusion, OcclusionOptions} from "./occlusion.ts";
export {saliency} from "./saliency.ts";
export type {PixelGradient, SaliencyOptions} from "./saliency.ts";
export {guidedBackprop} from "./guidedBackprop.ts";
export {smoothGrad} from "./smoothGrad.ts";
export type {SmoothGradOptions} from "./smoothGrad.ts";
export {gradCam} from "./gradCam.ts";
export type {GradCam, GradCamOptions} from "./gradCam.ts";
/** A picture, as these functions take it. */
export type {Picture} from "./picture.ts";

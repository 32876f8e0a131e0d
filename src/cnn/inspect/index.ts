/** What a network sees in a picture. */
export {featureMaps} from "./featureMaps.ts";
export type {FeatureMapsOptions, LayerMaps} from "./featureMaps.ts";
export {occlusion} from "./occlusion.ts";
export type {Occlusion, OcclusionCovers, OcclusionOptions} from "./occlusion.ts";
export {saliency} from "./saliency.ts";
export type {PixelGradient, SaliencyOptions} from "./saliency.ts";
export {guidedBackprop} from "./guidedBackprop.ts";
export {smoothGrad} from "./smoothGrad.ts";
export type {SmoothGradOptions} from "./smoothGrad.ts";
export {gradCam} from "./gradCam.ts";
export type {GradCam, GradCamOptions} from "./gradCam.ts";
/** A picture, as these functions take it. */
export type {Picture} from "./picture.ts";
export {receptiveField} from "./receptiveField.ts";
export type {Box, UnitField, UnitFieldOptions} from "./receptiveField.ts";
export {microscope, microscopeSteps} from "./microscope.ts";
export type {MicroscopeOptions, MicroscopeStepsOptions, MicroscopeView} from "./microscope.ts";
export type {BackwardView, GradientShare, GradientSource} from "./microscopeBackward.ts";
export type {ForwardView} from "./microscopeForward.ts";
export type {Objective} from "./gradients.ts";
export {maximalPatches} from "./maximalPatches.ts";
export type {MaximalPatchesOptions, Patch} from "./maximalPatches.ts";
export {activationMaximization} from "./activationMaximization.ts";
export type {
  ActivationMaximization,
  ActivationMaximizationOptions
} from "./activationMaximization.ts";
export {featureVisualization} from "./featureVisualization.ts";
export type {FeatureVisualization, FeatureVisualizationOptions} from "./featureVisualization.ts";

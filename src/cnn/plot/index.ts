// Numbers in, plotly figure out. Every figure is plain data that says in words what it shows.

/** Pictures. */
export {image} from "./image.ts";
export type {ImageOptions} from "./image.ts";
export {imageGrid} from "./imageGrid.ts";
export type {ImageGridOptions} from "./imageGrid.ts";
export {channels} from "./channels.ts";
export type {ChannelsOptions} from "./channels.ts";
export {heatmap} from "./heatmap.ts";
export type {HeatmapOptions} from "./heatmap.ts";
/** What a network is made of, and makes of a picture. */
export {architecture} from "./architecture.ts";
export type {ArchitectureOptions, ArchitectureRow} from "./architecture.ts";
export {filters} from "./filters.ts";
export type {FiltersOptions} from "./filters.ts";
export {featureMaps} from "./featureMaps.ts";
export type {FeatureMapsOptions, LayerMaps} from "./featureMaps.ts";
export {receptiveField} from "./receptiveField.ts";
export type {FieldOfLayer, ReceptiveFieldOptions} from "./receptiveField.ts";
export {weightHistogram} from "./weightHistogram.ts";
export type {LayerWeights, WeightHistogramOptions} from "./weightHistogram.ts";
/** How a layer computes. */
export {convolutionSteps} from "./convolutionSteps.ts";
export type {ConvolutionStep, ConvolutionStepsOptions} from "./convolutionSteps.ts";
export {poolingSteps} from "./poolingSteps.ts";
export type {PoolingStep, PoolingStepsOptions} from "./poolingSteps.ts";
export {windowExplorer} from "./windowExplorer.ts";
export type {WindowExplorerOptions} from "./windowExplorer.ts";
export {filterAsNode} from "./filterAsNode.ts";
export type {FilterAsNodeOptions} from "./filterAsNode.ts";
export {derivation} from "./derivation.ts";
export type {Derivation, DerivationOptions, DerivationStep} from "./derivation.ts";
export {gradientSteps} from "./gradientSteps.ts";
export type {GradientStep, GradientStepsOptions} from "./gradientSteps.ts";
/** What a network sees. */
export {overlay} from "./overlay.ts";
export type {NamedMap, OverlayOptions} from "./overlay.ts";
export {microscope} from "./microscope.ts";
export type {MicroscopeOptions} from "./microscope.ts";
export type {MicroscopeStep} from "./microscopeStep.ts";
/** What was found in a picture, and what was made of it. */
export {boxes} from "./boxes.ts";
export type {BoxesOptions, LabelledBox} from "./boxes.ts";
export {skeleton} from "./skeleton.ts";
export type {Keypoint, SkeletonOptions} from "./skeleton.ts";
export {beforeAfter} from "./beforeAfter.ts";
export type {BeforeAfterOptions} from "./beforeAfter.ts";
/** How training went, and what came of it. */
export {lossCurves} from "./lossCurves.ts";
export type {History, LossCurvesOptions} from "./lossCurves.ts";
export {confusionMatrix} from "./confusionMatrix.ts";
export type {ConfusionMatrixOptions} from "./confusionMatrix.ts";
export {predictions} from "./predictions.ts";
export type {PredictionsOptions} from "./predictions.ts";
/** Curves and bars. */
export {bars} from "./bars.ts";
export type {BarsOptions} from "./bars.ts";
export {scatter} from "./scatter.ts";
export type {ScatterOptions, ScatterSeries} from "./scatter.ts";
export {tuningCurve} from "./tuningCurve.ts";
export type {TuningCurve, TuningCurveOptions} from "./tuningCurve.ts";
export {stimulusSteps} from "./stimulusSteps.ts";
export type {StimulusStepsOptions} from "./stimulusSteps.ts";
export {curves} from "./curves.ts";
export type {Curve, CurvesOptions} from "./curves.ts";
export {timeline} from "./timeline.ts";
export type {TimelineEvent, TimelineOptions} from "./timeline.ts";
/** One figure of many: sliders that can be combined. */
export {explorer} from "./explorer.ts";
export type {ExplorerOptions, Knob} from "./explorer.ts";
/** A figure of one's own, in the same look. */
export {figure} from "./figure.ts";
export type {Figure, FigureOptions, FigureSpec, Trace} from "./figure.ts";
export {colorscales, colorway, grey, heading, symbols, template} from "./theme.ts";
export type {Colorscale} from "./theme.ts";
export type {Numbers, Values, Vector} from "./values.ts";

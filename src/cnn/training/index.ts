/** Training, and how well a model does. */
export {fit} from "./fit.ts";
export type {FitOptions} from "./fit.ts";
export type {Report} from "./epoch.ts";
export type {History} from "./history.ts";
export {evaluate} from "./evaluate.ts";
export type {EvaluateOptions} from "./evaluate.ts";
export {predict, predictAll} from "./predict.ts";
export type {PredictOptions} from "./predict.ts";
export {classesOf, confusionMatrix} from "./confusionMatrix.ts";
export type {ConfusionMatrixOptions} from "./confusionMatrix.ts";
export {classReport} from "./classReport.ts";
export type {ClassReport, ClassScores} from "./classReport.ts";
/** What goes into it. */
export type {Examples, Inputs, Targets, TrainingData} from "./examples.ts";
export type {ObjectiveOptions} from "./objective.ts";
export type {LossFunction, LossName} from "./losses.ts";
export type {MetricFunction, MetricName} from "./metrics.ts";
export type {OptimizerConfig, OptimizerName} from "./optimizerConfig.ts";
export * as schedules from "./schedules.ts";
export type {Moment, Schedule} from "./schedules.ts";
export type {EarlyStopping} from "./earlyStopping.ts";
export type {CheckpointOptions} from "./resume.ts";
/** From arrays to tensors and back. */
export {toNDArray, toTensor} from "./tensors.ts";
/** The step of training, where an engine may put its own. */
export {eagerStep} from "./step.ts";
export type {MakeTrainingStep, StepResult, StepSettings, StepSpec, TrainingStep} from "./step.ts";

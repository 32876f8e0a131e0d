// Sweeps over hyperparameters. Lectures write `import {sweep} from "@convnotes/sweep"`.

/** What is tried. */
export {toSpace} from "./space.ts";
export type {
  Dimension,
  DimensionSpec,
  Parameters,
  ParameterValue,
  Space,
  SpaceSpec
} from "./space.ts";
export {readSpace, spaceOfNotebook} from "./readSpace.ts";
/** Who says what to try next, and what is not worth going on with. */
export {gridSampler} from "./samplers/gridSampler.ts";
export {randomSampler} from "./samplers/randomSampler.ts";
export {tpeSampler} from "./samplers/tpeSampler.ts";
export type {TpeOptions} from "./samplers/tpeSampler.ts";
export type {Sampler} from "./samplers/sampler.ts";
export {ashaPruner} from "./pruners/ashaPruner.ts";
export type {AshaOptions} from "./pruners/ashaPruner.ts";
export {medianPruner} from "./pruners/medianPruner.ts";
export type {MedianOptions} from "./pruners/medianPruner.ts";
export {noPruner} from "./pruners/noPruner.ts";
export type {Decision, Pruner} from "./pruners/pruner.ts";
/** Sweeping. */
export {sweep} from "./sweep.ts";
export type {ObjectiveModule, SweepOptions} from "./sweep.ts";
export type {PrunerChoice, SamplerChoice} from "./settings.ts";
export {readSettings} from "./settings.ts";
export type {Objective, Trial, TrialReportOptions} from "./trial.ts";
export type {LostTrial, Sweep, SweepState} from "./result.ts";
export type {Outcome, Runner, Task} from "./runner.ts";
/** Seeing how a sweep of another process goes, stopping it, going on with it. */
export {findSweeps} from "./live/findSweeps.ts";
export {resumeSweep} from "./live/resumeSweep.ts";
export type {ResumeOptions} from "./live/resumeSweep.ts";
export {stopSweep} from "./live/stopSweep.ts";
export {SweepReader} from "./live/sweepReader.ts";
export type {SweepProgress} from "./live/sweepReader.ts";
/** Running trials of sweeps of other machines. */
export {redisWorker} from "./redis/redisWorker.ts";
export type {RedisWorker, RedisWorkerOptions} from "./redis/redisWorker.ts";
/** What came of it. */
export {bestTrial} from "./trials.ts";
export type {Direction, TrialRecord, TrialState} from "./trials.ts";
export {Journal} from "./journal/journal.ts";
export type {Study} from "./journal/replay.ts";
/** Figures of it. */
export {historyFigure} from "./plot/historyFigure.ts";
export {importance} from "./plot/importance.ts";
export {importanceFigure} from "./plot/importanceFigure.ts";
export {parallelFigure} from "./plot/parallelFigure.ts";
export {sliceFigure} from "./plot/sliceFigure.ts";
export {slicesFigure} from "./plot/slicesFigure.ts";
export {stepsFigure} from "./plot/stepsFigure.ts";
export {sweepFigures} from "./plot/sweepFigures.ts";
export type {SweepFigureName} from "./plot/sweepFigures.ts";
export type {SweepView} from "./show.ts";
export {timelineFigure} from "./plot/timelineFigure.ts";
export {trialTable} from "./plot/trialTable.ts";
export type {TrialTable} from "./plot/trialTable.ts";

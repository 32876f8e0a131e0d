import type {LayersModel, Variable} from "@tensorflow/tfjs";
import {compileStep, type CompiledStep} from "../../../../src/cnn/engine/compiled/trainingStep.ts";
import {noisyLayers, stepSeeds} from "../../../../src/cnn/training/noise.ts";
import {optimizer, type Optimizer} from "../../../../src/cnn/training/optimizer.ts";
import {
  settleOptimizer,
  type OptimizerConfig
} from "../../../../src/cnn/training/optimizerConfig.ts";
import {
  eagerStep,
  type StepSettings,
  type StepSpec,
  type TrainingStep
} from "../../../../src/cnn/training/step.ts";

export interface StepPair {
  eager: TrainingStep;
  compiled: CompiledStep;
  eagerModel: LayersModel;
  compiledModel: LayersModel;
  optimizers: readonly [Optimizer, Optimizer];
  /** Settings of a step as a compiled step takes them. */
  settings: (of: StepSettings) => Parameters<CompiledStep["run"]>[2];
}

/** The same model twice, with a step of either kind. */
export function bothSteps(
  make: () => LayersModel,
  config: OptimizerConfig,
  {losses = ["sparseCategoricalCrossentropy"]}: Partial<Pick<StepSpec, "losses">> = {},
  threads = 1
): StepPair {
  const spec = (): StepSpec => {
    const model = make();
    const {rule} = settleOptimizer(model, config, undefined);
    const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
    return {
      model,
      losses,
      lossWeights: losses.map((_, k) => 1 - 0.25 * k),
      optimizer: optimizer(rule, weights)
    };
  };
  const [ours, theirs] = [spec(), spec()];
  theirs.model.setWeights(ours.model.getWeights());
  const noisy = noisyLayers(ours.model);
  return {
    compiled: compileStep({...ours, losses: losses as string[]}, {threads}),
    eager: eagerStep(theirs),
    compiledModel: ours.model,
    eagerModel: theirs.model,
    optimizers: [ours.optimizer, theirs.optimizer],
    settings({learningRate, seed}) {
      const seeds = stepSeeds(seed, noisy.length);
      return {learningRate, seedOf: (layer) => seeds[noisy.indexOf(layer)]};
    }
  };
}

/** All weights of a model, one array each. */
export function weightsOf(model: LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<"float32">());
}

import {activeStep} from "../engine/compiled/active.ts";
import {noisyLayers, stepSeeds} from "./noise.ts";
import {eagerStep, type StepSpec, type TrainingStep} from "./step.ts";

/**
 * The fastest step that the engine has for a model: forward, backward and update as one graph where
 * the engine compiles and knows every part, else operation by operation.
 */
export function fastestStep(spec: StepSpec): TrainingStep {
  const {model, losses, lossWeights, optimizer} = spec;
  // No name that the compiler knows, so it says that it does not.
  const names = losses.map((loss) =>
    typeof loss === "function" ? `function ${loss.name}`.trim() : loss
  );
  const step = activeStep({model, losses: names, lossWeights, optimizer});
  if (!step) return eagerStep(spec);
  const noisy = noisyLayers(model);
  return {
    run(x, y, {learningRate, seed}) {
      const seeds = stepSeeds(seed, noisy.length);
      const seedOf = (layer: object): number => seeds[noisy.indexOf(layer)];
      return Promise.resolve(step.run(x, y, {learningRate, seedOf}));
    },
    sync: () => Promise.resolve(step.sync()),
    dispose: () => step.dispose()
  };
}

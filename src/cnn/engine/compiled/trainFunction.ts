import type {
  LayersModel,
  LayerVariable,
  Optimizer,
  Scalar,
  Tensor,
  Variable
} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {activeStep} from "./active.ts";
import {lossNames} from "./lossNames.ts";
import {isObserved} from "./observed.ts";
import {adoptOptimizer, type AdoptedOptimizer} from "./tfOptimizers.ts";
import type {CompiledStep} from "./trainingStep.ts";

/** One step of TensorFlow.js: inputs, answers and weights of the examples go in, loss and metrics come out. */
type TrainFunction = (data: Tensor[]) => Scalar[];

/** A step that was compiled, and what it was compiled for. */
interface Compiled {
  readonly optimizer: Optimizer;
  readonly losses: string;
  readonly weights: readonly Variable[];
  readonly step?: CompiledStep;
  readonly adopted?: AdoptedOptimizer;
}

/** What TensorFlow.js keeps in a model that was compiled. */
interface Prepared {
  readonly collectedTrainableWeights: readonly LayerVariable[];
}

let installed = false;
const compiledSteps = new WeakMap<LayersModel, Compiled>();

/**
 * Has TensorFlow.js's `model.fit`, `fitDataset` and `trainOnBatch` take their steps by one graph where
 * the engine compiles and knows the model's layers, losses and optimiser. Weights and the optimiser's
 * state are in their places after every step, so callbacks read and set them as always.
 */
export function compileTrainFunction(): void {
  if (installed) return;
  installed = true;
  const prototype = tf.LayersModel.prototype as unknown as {
    makeTrainFunction: (this: LayersModel) => TrainFunction;
  };
  const makeEager = prototype.makeTrainFunction;
  prototype.makeTrainFunction = function () {
    const eager = makeEager.call(this);
    return (data) => {
      const inputs = data.slice(0, this.inputs.length);
      const answers = data.slice(inputs.length, inputs.length + this.outputs.length);
      // What is left are weights of single examples, which the graph knows nothing of.
      const weighted = data.slice(inputs.length + answers.length).some((weight) => weight);
      const compiled = weighted || isObserved(this, inputs) ? undefined : stepOf(this, answers);
      return compiled ? run(this, compiled, inputs, answers) : eager(data);
    };
  };
}

/** The compiled step of a model as it is now, made where there is none yet. */
function stepOf(model: LayersModel, answers: readonly Tensor[]): Required<Compiled> | undefined {
  const names = lossNames(model, answers);
  if (!names || tf.getBackend() !== "native") return undefined;
  const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
  const losses = names.join();
  let known = compiledSteps.get(model);
  if (
    known?.optimizer !== model.optimizer ||
    known.losses !== losses ||
    known.weights.length !== weights.length ||
    known.weights.some((weight, k) => weight !== weights[k])
  ) {
    known?.step?.dispose();
    known = {optimizer: model.optimizer, losses, weights, ...compile(model, names, weights)};
    compiledSteps.set(model, known);
  }
  return known.step && (known as Required<Compiled>);
}

function compile(
  model: LayersModel,
  losses: readonly string[],
  weights: readonly Variable[]
): {step?: CompiledStep; adopted?: AdoptedOptimizer} {
  // TensorFlow.js chose the weights when the model was compiled; it warns where they no longer are the same.
  const {collectedTrainableWeights: chosen} = model as unknown as Prepared;
  const isSame =
    chosen.length === weights.length && chosen.every((w, k) => w.read() === weights[k]);
  const adopted = isSame ? adoptOptimizer(model.optimizer, weights) : undefined;
  if (!adopted) return {};
  const lossWeights = losses.map(() => 1);
  const step = activeStep({model, losses, lossWeights, optimizer: adopted.step});
  return step ? {step, adopted} : {};
}

/** Takes one step; what comes back is what TensorFlow.js gives back, as tensors. */
function run(
  model: LayersModel,
  {step, adopted}: Required<Compiled>,
  inputs: readonly Tensor[],
  answers: readonly Tensor[]
): Scalar[] {
  const result = step.run(inputs, answers, {
    learningRate: adopted.stepping(),
    seedOf: (layer) => (layer as {seed?: number | null}).seed ?? undefined
  });
  adopted.stepped();
  step.sync();
  return tf.tidy(() => {
    const outputs = result.outputs.map(({data, shape}) =>
      tf.tensor(data as Float32Array, [...shape])
    );
    const metrics = model.metricsTensors.map(([metric, k], index) =>
      // With several outputs the first metrics are the losses of each.
      model.outputs.length > 1 && index < model.outputs.length
        ? tf.scalar(result.outputLosses[index])
        : tf.mean(metric(answers[k], outputs[k])).asScalar()
    );
    return [tf.scalar(result.loss), ...metrics];
  });
}

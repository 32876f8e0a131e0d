import type {LayersModel, LayerVariable} from "@tensorflow/tfjs";
import {blockSize} from "./blockSize.ts";
import {Builder, type Augmentation, type Mask, type Value} from "./builder.ts";
import {losses} from "./losses.ts";
import {givenValue, outerName, outerShape} from "./operations/layout.ts";
import {trace} from "./trace.ts";
import {Unsupported} from "./unsupported.ts";
import {update, type Rule} from "./updates.ts";

/** What a compiled step is made of. */
export interface StepGraphSpec {
  readonly model: LayersModel;
  /** Names of losses, one for each output. */
  readonly losses: readonly string[];
  readonly lossWeights: readonly number[];
  readonly rule: Rule;
  /** What the rule remembers of each weight, by name. */
  readonly slotNames: readonly string[];
}

/** A weight that a step changes, with the names of what it reads and writes. */
export interface Change {
  readonly variable: LayerVariable;
  /** For a trained weight its place among the model's; for one that changes by itself −1. */
  readonly index: number;
  readonly output: string;
  readonly slots: readonly {name: string; input: string; output: string}[];
}

/** A whole step as one model for the runtime. */
export interface StepGraph {
  readonly model: Uint8Array;
  /** The inputs that hold weights. */
  readonly weights: ReadonlyMap<LayerVariable, string>;
  readonly changes: readonly Change[];
  readonly masks: readonly Mask[];
  /** In the order in which they depend on each other. */
  readonly augmentations: readonly Augmentation[];
  /** The inputs that hold numbers of the step, those that the rule uses. */
  readonly numbers: readonly ("rate" | "epsilon")[];
  /** The shape of each output, in TensorFlow.js's layout. */
  readonly outputs: readonly (readonly number[])[];
}

/**
 * Builds the graph of one training step: forward, loss, backward, update.
 *
 * Its inputs are `x0 …` and `y0 …`, the weights and slots, the masks, `rate` and `epsilon`; its outputs
 * `loss`, `loss0 …` (of each output alone), `output0 …`, and the new weights and slots.
 *
 * @param batch - examples in a step
 * @throws Unsupported if there is a layer, loss or rule that is not known
 */
export function buildStepGraph(spec: StepGraphSpec, batch: number): StepGraph {
  const {model, lossWeights, rule, slotNames} = spec;
  const trained = model.trainableWeights;
  const b = new Builder({
    batch,
    training: true,
    trained: new Set(trained),
    block: blockSize()
  });
  const penalties: string[] = [];
  const outputs = trace(b, model, graphInputs(b, model), penalties);

  const each = outputs.map((output, k) => {
    const name = spec.losses[k];
    const loss = Object.hasOwn(losses, name) ? losses[name] : undefined;
    if (!loss) throw new Unsupported(`the loss ${name}`);
    return loss(b, output, `y${k}`);
  });
  each.forEach(({backward}, k) => backward(lossWeights[k]));
  b.backward();

  const weighted = each.map(({name}, k) =>
    lossWeights[k] === 1 ? name : b.node("Mul", [name, b.number(lossWeights[k])])
  );
  b.graph.output("loss", [], b.node("Sum", [...weighted, ...penalties]));
  each.forEach(({name}, k) => b.graph.output(`loss${k}`, [], b.node("Identity", [name])));
  outputs.forEach((output, k) =>
    b.graph.output(`output${k}`, [batch, ...outerShape(output)], outerName(b, output))
  );

  const numbers = {rate: "rate", epsilon: "epsilon"};
  const used: (keyof typeof numbers)[] = ["sgd", "momentum"].includes(rule.name)
    ? ["rate"]
    : ["rate", "epsilon"];
  for (const name of used) b.graph.input(name, []);
  const changes: Change[] = [];
  trained.forEach((variable, index) => {
    const weight = b.weights.get(variable);
    const gradient = weight && b.gradient(weight);
    if (gradient === undefined) return; // the loss does not depend on it
    const {shape} = weight!;
    const after = `next${index}`;
    const slots = slotNames.map((name) => ({
      name,
      input: b.graph.input(`${name}${index}`, shape),
      output: `next_${name}${index}`
    }));
    const around = slots.map(({name, input, output}) => [name, {before: input, after: output}]);
    update(
      b,
      rule,
      {
        weight: weight!,
        gradient,
        slots: Object.fromEntries(around) as Record<string, {before: string; after: string}>,
        after
      },
      numbers
    );
    for (const output of [after, ...slots.map((slot) => slot.output)]) {
      b.graph.output(output, shape, output);
    }
    changes.push({variable, index, output: after, slots});
  });
  for (const [variable, value] of b.updates) {
    const output = b.graph.output(value, variable.shape as number[], value);
    changes.push({variable, index: -1, output, slots: []});
  }
  return {
    model: b.graph.encode(),
    weights: new Map([...b.weights].map(([variable, {name}]) => [variable, name])),
    changes,
    masks: b.masks,
    augmentations: b.augmentations,
    numbers: used,
    outputs: outputs.map(outerShape)
  };
}

/**
 * Makes the inputs of a graph, `x0 …`, one for each input of the model.
 *
 * @throws Unsupported if an axis other than the batch varies
 */
export function graphInputs(b: Builder, model: LayersModel): Value[] {
  return model.inputs.map(({shape, name}, k) => {
    const outer = shape.slice(1);
    if (outer.some((length) => length === null)) {
      throw new Unsupported(`the input ${name}, whose size varies`);
    }
    const input = b.graph.input(`x${k}`, [b.batch, ...(outer as number[])]);
    return givenValue(b, input, outer as number[]);
  });
}

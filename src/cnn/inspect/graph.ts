import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {modelLayers} from "../layers/modelLayers.ts";
import {kindOf} from "../ndarray.ts";

export type Layer = LayersModel["layers"][number];

/** One use of a layer: the values it is given and the values it gives, by their numbers in the graph. */
export interface Step {
  /** As `summary` names it; within a model that is a layer of another, `outer/inner`. */
  readonly name: string;
  /** The class's name in Keras: `Conv2D`. */
  readonly kind: string;
  readonly layer: Layer;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A model as the list of what it does, in an order in which it can be done. */
export interface Graph {
  readonly model: LayersModel;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly steps: readonly Step[];
}

/**
 * Lays a model open: sequential or functional, with models inside as if they were written out.
 *
 * @throws TypeError if it is no layers model
 * @throws RangeError if its input shape is not known yet
 */
export function graphOf(caller: string, model: LayersModel): Graph {
  if (!Array.isArray((model as Partial<LayersModel> | undefined)?.layers)) {
    throw new TypeError(
      `${caller}: a layers model is expected, whose layers can be looked into, but got ` +
        kindOf(model)
    );
  }
  const names = namesOf(caller, model);
  const steps: Step[] = [];
  const uses = new Map<Layer, number>();
  let slots = 0;
  /** The number of a value; what makes it is put on the list before. */
  const visit = (tensor: SymbolicTensor, known: Map<number, number>): number => {
    const found = known.get(tensor.id);
    if (found !== undefined) return found;
    const layer = tensor.sourceLayer;
    const node = layer.inboundNodes[tensor.nodeIndex];
    const inputs = node.inputTensors.map((input) => visit(input, known));
    let outputs: number[];
    if (isModel(layer)) {
      const inside = new Map(layer.inputs.map(({id}, k) => [id, inputs[k]]));
      outputs = layer.outputs.map((output) => visit(output, inside));
    } else {
      outputs = node.outputTensors.map(() => slots++);
      const use = uses.get(layer) ?? 0;
      uses.set(layer, use + 1);
      const name = (names.get(layer) ?? layer.name) + (use > 0 ? `:${use}` : "");
      steps.push({name, kind: layer.getClassName(), layer, inputs, outputs});
    }
    node.outputTensors.forEach(({id}, k) => known.set(id, outputs[k]));
    return outputs[tensor.tensorIndex];
  };
  const inputs = model.inputs.map(() => slots++);
  const known = new Map(model.inputs.map(({id}, k) => [id, inputs[k]]));
  const outputs = model.outputs.map((output) => visit(output, known));
  return {model, inputs, outputs, steps};
}

/** Layers by the names that a summary gives them; those of a model inside after its name. */
function namesOf(caller: string, model: LayersModel, before = ""): Map<Layer, string> {
  return new Map(
    modelLayers(caller, model).flatMap(({layer, name}): [Layer, string][] =>
      isModel(layer)
        ? [...namesOf(caller, layer, `${before}${name}/`)]
        : [[layer, `${before}${name}`]]
    )
  );
}

const isModel = (layer: Layer): layer is LayersModel =>
  Array.isArray((layer as Partial<LayersModel>).layers);

/**
 * The step of a layer, by the name that `summary` shows or the one it has in TensorFlow.js.
 *
 * @throws RangeError if there is no such layer
 */
export function stepOf(caller: string, {steps, model}: Graph, name: string): Step {
  const found =
    steps.find((step) => step.name === name) ?? steps.find(({layer}) => layer.name === name);
  if (found) return found;
  const names = steps.map((step) => step.name);
  const shown = names.length > 24 ? [...names.slice(0, 10), "…", ...names.slice(-10)] : names;
  throw new RangeError(
    `${caller}: layer is one of ${model.name}'s (${shown.join(", ")}), but got ${name}`
  );
}

/** The step that gives a value; undefined for an input of the model. */
export function makerOf({steps}: Graph, slot: number): Step | undefined {
  return steps.find(({outputs}) => outputs.includes(slot));
}

/** The steps that are given a value. */
export function usersOf({steps}: Graph, slot: number): Step[] {
  return steps.filter(({inputs}) => inputs.includes(slot));
}

import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import type {Builder, Value} from "./builder.ts";
import {lowerings} from "./layers/index.ts";
import type {Layer} from "./layers/lowering.ts";
import {penalties} from "./penalties.ts";
import {tf} from "../../tensorflow.ts";
import {Unsupported} from "./unsupported.ts";

/** One call of a layer, as a model remembers it. */
interface Call {
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
}

/** What a symbolic tensor knows about where it comes from. */
interface Origin {
  readonly id: number;
  readonly sourceLayer: Layer;
  readonly nodeIndex: number;
}

/**
 * Follows a model from its outputs back to its inputs, and adds every call of a layer to a graph.
 * Models inside models are followed too; a layer that is called twice shares its weights.
 *
 * @param inputs - one value for each input of the model
 * @param added - in training, where to put the penalties that layers add to the loss
 * @returns one value for each output
 * @throws Unsupported, naming the layer, where one is not known
 */
export function trace(
  b: Builder,
  model: LayersModel,
  inputs: readonly Value[],
  added: string[] = []
): Value[] {
  const values = new Map<number, Value>();
  model.inputs.forEach((tensor, k) => values.set(tensor.id, inputs[k]));
  const valueOf = (tensor: SymbolicTensor): Value => {
    const known = values.get(tensor.id);
    if (known) return known;
    const {sourceLayer, nodeIndex} = tensor as unknown as Origin;
    const call = (sourceLayer as unknown as {inboundNodes: Call[]}).inboundNodes[nodeIndex];
    const outputs = lower(b, sourceLayer, call.inputTensors.map(valueOf), added);
    call.outputTensors.forEach((output, k) => values.set(output.id, outputs[k]));
    return outputs[call.outputTensors.findIndex(({id}) => id === tensor.id)];
  };
  return model.outputs.map(valueOf);
}

/** Whether a layer's call was replaced or is listened to, as to look inside: then it must happen. */
function isHooked(layer: Layer): boolean {
  return (
    ["apply", "call"].some((method) => Object.hasOwn(layer, method)) ||
    Boolean((layer as unknown as {_callHook?: unknown})._callHook)
  );
}

/** Whether somebody listens to a layer of a model. */
export function isWatched(model: LayersModel): boolean {
  return model.layers.some(
    (layer) => isHooked(layer) || (layer instanceof tf.LayersModel && isWatched(layer))
  );
}

function lower(b: Builder, layer: Layer, inputs: readonly Value[], added: string[]): Value[] {
  if (layer instanceof tf.LayersModel) return trace(b, layer, inputs, added);
  const kind = layer.getClassName();
  const where = `${layer.name} (${kind})`;
  const lowering = Object.hasOwn(lowerings, kind) ? lowerings[kind] : undefined;
  if (!lowering || isHooked(layer)) throw new Unsupported(where);
  try {
    const output = lowering(b, layer, inputs);
    if (b.training) added.push(...penalties(b, layer));
    return [output];
  } catch (reason) {
    if (!(reason instanceof Unsupported)) throw reason;
    throw new Unsupported(`${where} with ${reason.message}`);
  }
}

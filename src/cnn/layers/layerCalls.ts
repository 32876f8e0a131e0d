import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {graphOf, modelLayers} from "./modelLayers.ts";

type Layer = LayersModel["layers"][number];

/** One use of a layer in a model: a layer that is called twice is there twice. */
export interface LayerCall {
  readonly layer: Layer;
  /** As in the model's summary. */
  readonly name: string;
  /** The class's name in Keras. */
  readonly kind: string;
  readonly output: SymbolicTensor;
  /** Of one example: the batch is left out. */
  readonly shape: readonly number[];
  /** The calls whose results it is given, by their numbers in the list. */
  readonly from: readonly number[];
  /** Whether the layer, and so its weights, are used elsewhere in the model too. */
  readonly isShared: boolean;
  /** Whether the model gives what comes of it. */
  readonly isOutput: boolean;
}

/**
 * The graph of a model: every use of a layer, after all those that it depends on.
 *
 * TensorFlow.js keeps with a layer one node for each of its uses, in any model, and with a model the
 * names of those nodes that are its own.
 *
 * @throws RangeError if the model's input shape is not known yet
 */
export function layerCalls(caller: string, model: LayersModel): LayerCall[] {
  const used = modelLayers(caller, graphOf(model));
  const {containerNodes} = graphOf(model) as unknown as {containerNodes: ReadonlySet<string>};
  const own = used.flatMap((one) =>
    one.layer.inboundNodes.flatMap((node, i) =>
      containerNodes.has(`${one.layer.name}_ib-${i}`) ? [{...one, node}] : []
    )
  );
  const calls: LayerCall[] = [];
  const numbers = new Map<object, number>();
  function visit({layer, name, kind, node}: (typeof own)[number]): number {
    const known = numbers.get(node);
    if (known !== undefined) return known;
    const isInput = kind === "InputLayer"; // whose node says that it comes from itself
    const from = isInput
      ? []
      : node.inboundLayers.map((source, k) => {
          const before = source.inboundNodes[node.nodeIndices[k]];
          return visit(own.find((one) => one.node === before)!);
        });
    numbers.set(node, calls.length);
    return (
      calls.push({
        layer,
        name,
        kind,
        output: node.outputTensors[0],
        shape: node.outputTensors[0].shape.slice(1).map((n) => n ?? 1),
        from,
        isShared: own.filter((one) => one.layer === layer).length > 1,
        isOutput: node.outputTensors.some((tensor) => model.outputs.includes(tensor))
      }) - 1
    );
  }
  own.forEach(visit);
  return calls;
}

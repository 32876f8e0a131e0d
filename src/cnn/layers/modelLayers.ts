import type {LayersModel, Sequential, SymbolicTensor} from "@tensorflow/tfjs";

type Layer = LayersModel["layers"][number];

/** A layer as it is used in one model. */
export interface UsedLayer {
  readonly layer: Layer;
  readonly name: string;
  /** The class's name in Keras: `Conv2D`, `MaxPooling2D`, `Functional`. */
  readonly kind: string;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/**
 * The layers of a model in its own order, named as Keras names them in a fresh session: `conv2d`,
 * `conv2d_1`; a name that the author gave stays.
 *
 * TensorFlow.js numbers by all layers that the process ever made, so that a second equal model has other
 * names. A sequential model's input is no layer of its own, as in Keras.
 *
 * @throws RangeError if the model has no input shape yet
 */
export function modelLayers(caller: string, model: LayersModel): UsedLayer[] {
  const {inputs} = model as Partial<LayersModel>;
  if (!inputs?.length) {
    throw new RangeError(
      `${caller}: a model whose input shape is known is expected, but ${model.name} has none yet`
    );
  }
  const graph = graphOf(model);
  const counts = new Map<string, number>();
  return model.layers
    .filter((layer) => !isSequential(model) || layer.getClassName() !== "InputLayer")
    .map((layer) => {
      const kind = layer.getClassName() === "Model" ? "Functional" : layer.getClassName();
      const node = nodeIn(graph, layer);
      // An input layer's node says that it is connected to itself.
      const inputs = kind === "InputLayer" ? [] : node.inputTensors;
      return {layer, name: nameOf(layer, kind, counts), kind, inputs, outputs: node.outputTensors};
    });
}

/** The graph of a model: a sequential one keeps it in a model inside, made when first needed. */
export function graphOf(model: LayersModel): LayersModel {
  const sequential = model as {model?: LayersModel};
  if (isSequential(model) && !sequential.model) (model as Sequential).build();
  return sequential.model ?? model;
}

/** The place of the model's graph where a layer is first used; a layer can be part of several graphs. */
function nodeIn(graph: LayersModel, layer: Layer): Layer["inboundNodes"][number] {
  const {containerNodes} = graph as unknown as {containerNodes: ReadonlySet<string>};
  const index = layer.inboundNodes.findIndex((_, i) => containerNodes.has(`${layer.name}_ib-${i}`));
  return layer.inboundNodes[Math.max(0, index)];
}

function nameOf(layer: Layer, kind: string, counts: Map<string, number>): string {
  const word = snakeCase(layer.getClassName());
  const given = ![
    new RegExp(`^${word}_${layer.getClassName()}\\d+$`),
    /^input\d+$/,
    /^(model|sequential_)\d+$/
  ].some((automatic) => automatic.test(layer.name));
  if (given) return layer.name;
  const keras = word === "input_layer" ? "input" : word;
  const before = counts.get(keras) ?? 0;
  counts.set(keras, before + 1);
  // Keras counts inputs from 1, and all else from a first one without a number.
  if (kind === "InputLayer") return `input_${before + 1}`;
  return before === 0 ? keras : `${keras}_${before}`;
}

/** `MaxPooling2D` to `max_pooling2d`, `LeakyReLU` to `leaky_re_lu`: where Keras puts a line. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

const isSequential = (model: LayersModel): boolean => model.getClassName() === "Sequential";

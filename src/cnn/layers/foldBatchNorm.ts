import type {LayersModel, SymbolicTensor, Tensor, Tensor1D} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {layerCalls, type LayerCall} from "./layerCalls.ts";

type Layer = LayersModel["layers"][number];

/** A batch normalisation with the epsilon that it keeps to itself. */
type Norm = Layer & {epsilon: number};

/**
 * The same model without batch normalisation: each one's scale and shift go into the weights of the
 * convolution or dense layer before it.
 *
 * In use, the two are one multiplication and one addition after another, so that one does for both. What
 * is left has no averages to move: it computes the same in training as in use, as fine-tuning on few
 * examples wants it.
 *
 *     s = gamma / √(movingVariance + epsilon)
 *     kernel′ = kernel · s,  bias′ = (bias − movingMean) · s + beta
 *
 * A batch normalisation that follows anything else, or that somebody else looks past, stays. Layers keep
 * their names; those of the new model have weights of their own.
 *
 * @param model - any layers model; unchanged
 * @returns a model of the same inputs and outputs
 * @throws RangeError if the model's input shape is not known yet
 * @see Jacob et al. (2018), Quantization and training of neural networks, §3.2
 *
 * @example
 * ```ts
 * foldBatchNorm(zoo.mobilenetV1()).layers.some((layer) => layer.name.endsWith("_bn")); // false
 * ```
 */
export function foldBatchNorm(model: LayersModel): LayersModel {
  const calls = layerCalls("foldBatchNorm", model);
  const norms = new Map(calls.flatMap((call, i) => foldedInto(call, i, calls)));
  const made = new Map<Layer, Layer>();
  const outputs: SymbolicTensor[] = [];
  calls.forEach((call, i) => {
    const from = call.from.map((source) => outputs[source]);
    if ([...norms.values()].some((norm) => norm.call === i)) {
      outputs.push(from[0]);
    } else if (call.kind === "InputLayer") {
      outputs.push(tf.input({batchShape: call.output.shape, name: call.layer.name}));
    } else {
      const layer = made.get(call.layer) ?? copyOf(call.layer, norms.has(i));
      made.set(call.layer, layer);
      outputs.push(layer.apply(from.length === 1 ? from[0] : from) as SymbolicTensor);
      const norm = norms.get(i);
      tf.tidy(() =>
        layer.setWeights(norm ? folded(call.layer, norm.layer) : call.layer.getWeights())
      );
    }
  });
  const now = (tensor: SymbolicTensor): SymbolicTensor =>
    outputs[calls.findIndex(({output}) => output === tensor)];
  return tf.model({
    name: model.name,
    inputs: model.inputs.map(now),
    outputs: model.outputs.map(now)
  });
}

/** The call that a batch normalisation can be folded into, with that normalisation. */
function foldedInto(
  {kind, layer, from: [source], isShared}: LayerCall,
  call: number,
  calls: readonly LayerCall[]
): [number, {call: number; layer: Norm}][] {
  if (kind !== "BatchNormalization" || isShared) return [];
  const before = calls[source];
  const {activation} = before.layer.getConfig();
  const isFoldable =
    /^(Conv2D|DepthwiseConv2D|Dense)$/.test(before.kind) &&
    (activation === "linear" || activation === undefined) &&
    !before.isShared &&
    !before.isOutput &&
    calls.filter(({from}) => from.includes(source)).length === 1;
  return isFoldable ? [[source, {call, layer: layer as Norm}]] : [];
}

/** A new layer of the same settings, with a bias if asked for. */
function copyOf(layer: Layer, withBias: boolean): Layer {
  const {fromConfig} = layer.constructor as unknown as {
    fromConfig(this: void, constructor: unknown, config: object): Layer;
  };
  const config = {...layer.getConfig(), ...(withBias && {useBias: true})};
  const copy = fromConfig.call(layer.constructor as never, layer.constructor, config);
  copy.trainable = layer.trainable;
  return copy;
}

/** Kernel and bias of a layer with those of the normalisation behind it. */
function folded(layer: Layer, norm: Norm): Tensor[] {
  const [kernel, bias] = layer.getWeights();
  const values = new Map(
    norm.weights.map((weight) => [weight.originalName.split("/").pop(), weight.read()])
  );
  const mean = values.get("moving_mean") as Tensor1D;
  const variance = values.get("moving_variance") as Tensor1D;
  const deviation = variance.add(norm.epsilon).sqrt();
  const scale = (values.get("gamma") ?? tf.onesLike(mean)).div(deviation);
  // A depthwise kernel is [height, width, channels, multiplier]: its last two axes are the output's one.
  const wide = layer.getClassName() === "DepthwiseConv2D" ? kernel.shape.slice(2) : [-1];
  const shift = (bias ?? tf.zerosLike(mean)).sub(mean).mul(scale);
  return [kernel.mul(scale.reshape(wide)), shift.add(values.get("beta") ?? 0)];
}

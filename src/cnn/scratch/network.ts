import type {DType, NDArray} from "../ndarray.ts";
import {dtypeOf, sizeOf, zeros} from "../ndarray.ts";
import {random} from "../random.ts";
import {binaryCrossentropy, binaryCrossentropyBackward} from "./binaryCrossentropy.ts";
import {
  categoricalCrossentropy,
  categoricalCrossentropyBackward
} from "./categoricalCrossentropy.ts";
import type {Layer, LayerSpec} from "./networkLayer.ts";
import {toLayer} from "./networkLayer.ts";
import type {NamedArrays, Optimizer} from "./optimizer.ts";
import {sgd} from "./sgd.ts";
import {sameShape} from "./shapes.ts";

export type LossName = "binaryCrossentropy" | "categoricalCrossentropy";

type Loss = readonly [
  value: (labels: NDArray, predictions: NDArray) => number,
  backward: (labels: NDArray, predictions: NDArray) => {dPredictions: NDArray}
];

const losses: Record<LossName, Loss> = {
  binaryCrossentropy: [binaryCrossentropy, binaryCrossentropyBackward],
  categoricalCrossentropy: [categoricalCrossentropy, categoricalCrossentropyBackward]
};

export interface NetworkOptions {
  /** Shape of one example, `[height, width, channels]` or `[features]`. */
  inputShape: readonly number[];
  /** What is made small; defaults to `"binaryCrossentropy"`. */
  loss?: LossName;
  /** `"float64"` for a gradient check; defaults to `"float32"`. */
  dtype?: DType;
  /** Chooses the first parameters; defaults to 0. */
  seed?: number;
}

/** A pass through a network, forward and back, with every array on the way. */
export interface NetworkGradients {
  loss: number;
  /** `input`, and the output of each layer by its name. */
  values: NamedArrays;
  /** Gradient of the loss by each of the values, under the same names. */
  dValues: NamedArrays;
  /** Gradient of the loss by each parameter, under the parameter's name. */
  dParameters: NamedArrays;
}

export interface TrainOptions {
  /** How often every example is shown; defaults to 10. */
  epochs?: number;
  /** How many examples make one step; defaults to 32. */
  batchSize?: number;
  /** Turns gradients into steps; defaults to `sgd({learningRate: 0.1})`. */
  optimizer?: Optimizer;
  /** Chooses the order of the examples; defaults to 0. */
  seed?: number;
}

/**
 * A small network of the layers in this folder, one after the other, with nothing hidden: every
 * array on the way forward, and the gradient by every one of them, has a name.
 *
 * @throws RangeError if two layers have one name, or a layer cannot take what the one before it gives
 *
 * @example
 * ```ts
 * const network = new Network(
 *   [
 *     {type: "conv2d", filters: 1, kernelSize: 3, name: "z1"},
 *     {type: "relu", name: "a1"},
 *     {type: "maxPool2d", name: "p1"},
 *     {type: "flatten", name: "f"},
 *     {type: "dense", units: 1, name: "z2"},
 *     {type: "sigmoid", name: "a2"}
 *   ],
 *   {inputShape: [6, 6, 1]}
 * );
 * network.parameterCount; // 15
 * network.forward(zeros([6, 6, 1])).p1.shape; // [2, 2, 1]
 * network.forward(zeros([6, 6, 1])).a2.data; // 0.5
 * ```
 */
export class Network {
  /** What is learned, by layer and name: `"z1.kernel"`, `"z1.bias"`; written to by training. */
  readonly parameters: NamedArrays;
  /** Name and output shape of each layer, for one example. */
  readonly layers: readonly {readonly name: string; readonly outputShape: readonly number[]}[];
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #inputShape: readonly number[];
  readonly #dtype: DType;
  readonly #loss: Loss;

  constructor(
    specs: readonly LayerSpec[],
    {inputShape, loss = "binaryCrossentropy", dtype = "float32", seed = 0}: NetworkOptions
  ) {
    if (!Object.hasOwn(losses, loss)) {
      throw new RangeError(
        `Network: loss is one of ${Object.keys(losses).join(", ")}, but got ${JSON.stringify(loss)}`
      );
    }
    if (specs.length === 0) {
      throw new RangeError("Network: there is at least one layer, but got none");
    }
    const source = random(seed);
    const made = new Map<string, Layer>();
    const parameters: Record<string, NDArray> = {};
    const layers: {name: string; outputShape: readonly number[]}[] = [];
    let x = zeros(inputShape, {dtype}); // goes through the layers to learn their shapes
    for (const spec of specs) {
      const name = spec.name ?? freeName(spec.type, made);
      if (made.has(name) || name === "input") {
        throw new RangeError(`Network: every layer has a name of its own, but got "${name}" twice`);
      }
      const layer = toLayer(spec, x.shape, dtype, source);
      for (const [key, array] of Object.entries(layer.parameters)) {
        parameters[`${name}.${key}`] = array;
      }
      x = layer.forward(x);
      made.set(name, layer);
      layers.push({name, outputShape: x.shape});
    }
    this.parameters = parameters;
    this.layers = layers;
    this.#layers = made;
    this.#inputShape = inputShape;
    this.#dtype = dtype;
    this.#loss = losses[loss];
  }

  /** How many numbers are learned. */
  get parameterCount(): number {
    return Object.values(this.parameters).reduce((sum, {data}) => sum + data.length, 0);
  }

  /**
   * Runs the layers on one example, or on a batch with one more axis in front.
   *
   * @returns `input`, and the output of each layer by its name
   * @throws RangeError if x has not the input shape
   */
  forward(x: NDArray): NamedArrays {
    this.#check(x);
    const values: Record<string, NDArray> = {input: x};
    for (const [name, layer] of this.#layers) {
      x = layer.forward(x);
      values[name] = x;
    }
    return values;
  }

  /** The output of the last layer alone. */
  predict(x: NDArray): NDArray {
    const values = this.forward(x);
    return values[this.layers[this.layers.length - 1].name];
  }

  /** The loss on one example or on a batch, whose labels have the shape of the prediction. */
  loss(x: NDArray, labels: NDArray): number {
    const [loss] = this.#loss;
    return loss(labels, this.predict(x));
  }

  /**
   * Backpropagation: runs the layers forward, then the chain rule from the loss back to the input.
   *
   * @param x - one example or a batch
   * @param labels - of the shape of the prediction
   * @returns the loss, every array on the way, and the gradient of the loss by each
   * @throws RangeError if x has not the input shape, or the labels not that of the prediction
   */
  gradients(x: NDArray, labels: NDArray): NetworkGradients {
    const values = this.forward(x);
    const names = ["input", ...this.#layers.keys()];
    const prediction = values[names[names.length - 1]];
    const [loss, lossBackward] = this.#loss;
    const {dPredictions} = lossBackward(labels, prediction);
    const dValues: Record<string, NDArray> = {[names[names.length - 1]]: dPredictions};
    const dParameters: Record<string, NDArray> = {};
    [...this.#layers].reverse().forEach(([name, layer], l) => {
      const before = names[names.length - 2 - l];
      const {dInput, ...rest} = layer.backward(dValues[name], values[before]);
      dValues[before] = dInput;
      for (const key of Object.keys(layer.parameters)) {
        dParameters[`${name}.${key}`] = rest[`d${key[0].toUpperCase()}${key.slice(1)}`];
      }
    });
    return {loss: loss(labels, prediction), values, dValues, dParameters};
  }

  /**
   * Learns: shows every example once an epoch, in random order, and steps after each batch.
   *
   * @param x - examples, `[n, ...inputShape]`
   * @param labels - of the shape of the prediction, `[n, ...]`
   * @returns mean loss of each epoch
   * @throws RangeError if x is no batch, or there is not one label for each example
   */
  train(
    x: NDArray,
    labels: NDArray,
    {epochs = 10, batchSize = 32, optimizer = sgd({learningRate: 0.1}), seed = 0}: TrainOptions = {}
  ): number[] {
    this.#check(x);
    const n = x.shape[0];
    if (x.shape.length !== this.#inputShape.length + 1 || labels.shape[0] !== n || n === 0) {
      throw new RangeError(
        `train: x and labels are batches of one length, but got x [${x.shape}] and labels [${labels.shape}]`
      );
    }
    for (const [name, value] of Object.entries({epochs, batchSize})) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`train: ${name} is a whole number from 1 up, but got ${value}`);
      }
    }
    const source = random(seed);
    return Array.from({length: epochs}, () => {
      const order = source.permutation(n);
      let sum = 0;
      for (let start = 0; start < n; start += batchSize) {
        const batch = order.subarray(start, start + batchSize);
        const {loss, dParameters} = this.gradients(take(x, batch), take(labels, batch));
        optimizer.applyGradients(this.parameters, dParameters);
        sum += loss * batch.length;
      }
      return sum / n;
    });
  }

  #check(x: NDArray): void {
    const shape = this.#inputShape;
    if (!sameShape(x.shape, shape) && !sameShape(x.shape.slice(1), shape)) {
      throw new RangeError(`Network: x has shape [${shape}] or [n,${shape}], but got [${x.shape}]`);
    }
    if (dtypeOf(x) !== this.#dtype) {
      throw new TypeError(`Network: x is a ${this.#dtype} array, but got ${dtypeOf(x)}`);
    }
  }
}

/** A type as a name, numbered from the second one on, as Keras does: `relu`, `relu_1`. */
function freeName(type: string, taken: ReadonlyMap<string, Layer>): string {
  let name = type;
  for (let i = 1; taken.has(name); ++i) name = `${type}_${i}`;
  return name;
}

/** The examples at the given places of a batch. */
function take(x: NDArray, places: Uint32Array): NDArray {
  const example = x.shape.slice(1);
  const size = sizeOf(example);
  const batch = zeros([places.length, ...example], {dtype: dtypeOf(x)});
  places.forEach((n, k) => batch.data.set(x.data.subarray(n * size, (n + 1) * size), k * size));
  return batch;
}

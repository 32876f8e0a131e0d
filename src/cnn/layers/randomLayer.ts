import type {Shape, Tensor, Tensor4D, serialization} from "@tensorflow/tfjs";
import {random, type Random} from "../random.ts";
import {tf} from "../tensorflow.ts";

/** What every layer of TensorFlow.js may be given: `name`, `inputShape` … */
type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

export interface RandomLayerArgs extends LayerArgs {
  /** What the layer draws by: a whole number from 0 to 2³² − 1. Defaults to 1. */
  seed?: number;
}

/** Kinds of layers, so that two of them with one seed draw from different streams. */
const kinds = ["Flip", "Translation", "Rotation", "Zoom", "Crop", "Brightness", "Contrast"];

/**
 * A layer that changes each picture by chance while a model is trained, and not at all when it is used.
 *
 * What it draws depends on its seed and on how often it was called since it has that seed: every batch
 * is changed in another way, and a second layer with the same seed does the same. While `fit` trains a
 * model, it gives each such layer a new seed for every step, so that a training which goes on from a
 * checkpoint draws what it would have drawn.
 */
export abstract class RandomLayer extends tf.layers.Layer {
  #seed: number;
  #calls = 0;

  constructor({seed = 1, ...args}: RandomLayerArgs) {
    super(args);
    this.#seed = checkedSeed(this, seed);
  }

  get seed(): number {
    return this.#seed;
  }

  /** Another seed begins a new series; the same one goes on with its own. */
  set seed(seed: number) {
    if (seed === this.#seed) return;
    this.#seed = checkedSeed(this, seed);
    this.#calls = 0;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = inputShape as Shape;
    if (shape.length !== 4 || [shape].flat(2).length !== 4) {
      throw new RangeError(
        `${callerOf(this)}: pictures [n, height, width, channels] are expected, but got [${shape.map((n) => n ?? "n")}]`
      );
    }
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], {training}: {training?: boolean} = {}): Tensor {
    const [x] = [inputs].flat() as Tensor4D[];
    if (!training) return tf.tidy(() => this.keep(x));
    const stream = this.#calls * kinds.length + kinds.indexOf(this.getClassName().slice(6)) + 1;
    ++this.#calls;
    return tf.tidy(() => this.change(x, random(this.#seed + (stream % 2 ** 20) * 2 ** 32)));
  }

  /** What the layer makes of pictures in training by some other seed; its own series goes on after it. */
  drawn(seed: number, x: Tensor): Tensor {
    const before = [this.#seed, this.#calls] as const;
    [this.#seed, this.#calls] = [checkedSeed(this, seed), 0];
    try {
      return this.apply(x, {training: true}) as Tensor;
    } finally {
      [this.#seed, this.#calls] = before;
    }
  }

  /** Changes each picture of a batch by its own draws. */
  protected abstract change(x: Tensor4D, source: Random): Tensor4D;

  /** What becomes of pictures when nothing is left to chance. */
  protected keep(x: Tensor4D): Tensor4D {
    return x.clone();
  }

  override getConfig(): serialization.ConfigDict {
    return {...super.getConfig(), seed: this.#seed};
  }
}

/** `RandomFlip` is made by `randomFlip`: so errors call it. */
export function callerOf(layer: RandomLayer): string {
  const name = layer.getClassName();
  return name[0].toLowerCase() + name.slice(1);
}

function checkedSeed(layer: RandomLayer, seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new RangeError(
    `${callerOf(layer)}: seed is a whole number from 0 to ${2 ** 32 - 1}, but got ${seed}`
  );
}

/** From where to where a number is drawn. */
export type Range = readonly [low: number, high: number];

/**
 * The range that a number `f` or a pair stands for: `f` for −f to f.
 *
 * @throws RangeError if it is none, or leaves the bounds
 */
export function checkedRange(
  layer: RandomLayer,
  name: string,
  value: number | Range,
  [least, most]: Range = [-Infinity, Infinity]
): Range {
  const [low, high] = typeof value === "number" ? [-value, value] : value;
  if (low <= high && low >= least && high <= most) return [low, high];
  const bounds = Number.isFinite(least) ? `, ${least} ≤ low and high ≤ ${most}` : "";
  throw new RangeError(
    `${callerOf(layer)}: ${name} is a number of 0 or more or [low, high] with low ≤ high${bounds}, ` +
      `but got ${JSON.stringify(value)}`
  );
}

/** The next number of a range. */
export const between = (source: Random, [low, high]: Range): number =>
  low + (high - low) * source.uniform();

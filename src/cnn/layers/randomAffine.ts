import type {Tensor4D, serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {callerOf, RandomLayer, type RandomLayerArgs} from "./randomLayer.ts";

export interface RandomAffineArgs extends RandomLayerArgs {
  /**
   * What is seen beyond the border: the picture in a mirror (`"reflect"`, the default), again
   * (`"wrap"`), its outermost pixels (`"nearest"`), or `fillValue` (`"constant"`).
   */
  fillMode?: "reflect" | "wrap" | "nearest" | "constant";
  /** Brightness beyond the border for `"constant"`. Defaults to 0. */
  fillValue?: number;
  /** How a value between pixels comes about. Defaults to `"bilinear"`. */
  interpolation?: "bilinear" | "nearest";
}

/** A map of the plane: the place (x, y) of the output shows the place (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A layer that moves the pixels of each picture by a random map of the plane. */
export abstract class RandomAffine extends RandomLayer {
  readonly #options: Required<Pick<RandomAffineArgs, "fillMode" | "fillValue" | "interpolation">>;

  constructor({
    fillMode = "reflect",
    fillValue = 0,
    interpolation = "bilinear",
    ...args
  }: RandomAffineArgs) {
    super(args);
    const modes = ["reflect", "wrap", "nearest", "constant"];
    if (!modes.includes(fillMode)) {
      throw new RangeError(
        `${callerOf(this)}: fillMode is one of ${modes.join(", ")}, but got ${fillMode}`
      );
    }
    if (!["bilinear", "nearest"].includes(interpolation)) {
      throw new RangeError(
        `${callerOf(this)}: interpolation is bilinear or nearest, but got ${interpolation as string}`
      );
    }
    if (!Number.isFinite(fillValue)) {
      throw new RangeError(`${callerOf(this)}: fillValue is a finite number, but got ${fillValue}`);
    }
    this.#options = {fillMode, fillValue, interpolation};
  }

  /** Draws the map of one picture. */
  protected abstract draw(source: Random, height: number, width: number): Affine;

  protected override change(x: Tensor4D, source: Random): Tensor4D {
    return this.move(x, source);
  }

  /** Moves the pixels of each picture of a batch, onto a canvas of its own size or another. */
  protected move(x: Tensor4D, source: Random, size?: [number, number]): Tensor4D {
    const [n, height, width] = x.shape;
    const maps = new Float32Array(n * 8); // the last two of eight are 0: no perspective
    for (let k = 0; k < n; ++k) maps.set(this.draw(source, height, width), k * 8);
    const {fillMode, fillValue, interpolation} = this.#options;
    const transforms = tf.tensor2d(maps, [n, 8]);
    return tf.image.transform(x, transforms, interpolation, fillMode, fillValue, size);
  }

  override getConfig(): serialization.ConfigDict {
    return {...super.getConfig(), ...this.#options};
  }
}

/** A map that leaves the middle of a picture where it is. */
export function aboutMiddle(
  [a, b, d, e]: readonly [a: number, b: number, d: number, e: number],
  height: number,
  width: number
): Affine {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  return [a, b, x - a * x - b * y, d, e, y - d * x - e * y];
}

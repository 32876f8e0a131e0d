import type {serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {aboutMiddle, RandomAffine, type Affine, type RandomAffineArgs} from "./randomAffine.ts";
import {between, checkedRange, type Range} from "./randomLayer.ts";

export interface RandomZoomArgs extends RandomAffineArgs {
  /** How much more of the height is seen: 0.2 shows 20 % more, things get smaller; −0.2 brings them near. */
  heightFactor: number | Range;
  /** The same for the width; without it, things keep their proportions. */
  widthFactor?: number | Range;
}

/** Brings pictures near and far. */
export class RandomZoom extends RandomAffine {
  static readonly className = "RandomZoom";
  readonly #height: Range;
  readonly #width: Range | undefined;

  constructor({heightFactor, widthFactor, ...args}: RandomZoomArgs) {
    super(args);
    const bounds: Range = [-0.999, 100]; // at −1 nothing of the picture would be seen
    this.#height = checkedRange(this, "heightFactor", heightFactor, bounds);
    if (widthFactor === undefined) return;
    this.#width = checkedRange(this, "widthFactor", widthFactor, bounds);
  }

  protected override draw(source: Random, height: number, width: number): Affine {
    const down = 1 + between(source, this.#height);
    const across = this.#width ? 1 + between(source, this.#width) : down;
    return aboutMiddle([across, 0, 0, down], height, width);
  }

  override getConfig(): serialization.ConfigDict {
    const config = {...super.getConfig(), heightFactor: [...this.#height]};
    return this.#width ? {...config, widthFactor: [...this.#width]} : config;
  }
}

tf.serialization.registerClass(RandomZoom);

/**
 * A layer that brings each picture nearer or further by chance, about its middle.
 *
 * @throws RangeError if a factor is no range above −1, or another argument is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom
 *
 * @example
 * ```ts
 * const near = layers.randomZoom({heightFactor: [-0.5, -0.5]});
 * augment(ndarray([1, 3, 1], [0, 2, 4]), [near]).data; // 1, 2, 3
 * ```
 */
export function randomZoom(args: RandomZoomArgs): RandomZoom {
  return new RandomZoom(args);
}

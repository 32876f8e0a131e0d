import type {serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {RandomAffine, type Affine, type RandomAffineArgs} from "./randomAffine.ts";
import {between, checkedRange, type Range} from "./randomLayer.ts";

export interface RandomTranslationArgs extends RandomAffineArgs {
  /** How far down, as a share of the height; 0.1 for −0.1 to 0.1. */
  heightFactor: number | Range;
  /** How far to the right, as a share of the width; 0.1 for −0.1 to 0.1. */
  widthFactor: number | Range;
}

/** Shifts pictures. */
export class RandomTranslation extends RandomAffine {
  static readonly className = "RandomTranslation";
  readonly #down: Range;
  readonly #right: Range;

  constructor({heightFactor, widthFactor, ...args}: RandomTranslationArgs) {
    super(args);
    this.#down = checkedRange(this, "heightFactor", heightFactor, [-1, 1]);
    this.#right = checkedRange(this, "widthFactor", widthFactor, [-1, 1]);
  }

  protected override draw(source: Random, height: number, width: number): Affine {
    const down = between(source, this.#down) * height;
    const right = between(source, this.#right) * width;
    return [1, 0, -right, 0, 1, -down];
  }

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(),
      heightFactor: [...this.#down],
      widthFactor: [...this.#right]
    };
  }
}

tf.serialization.registerClass(RandomTranslation);

/**
 * A layer that shifts each picture by a random way, in fractions of pixels too.
 *
 * @throws RangeError if a factor is no range within −1 to 1, or another argument is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation
 *
 * @example
 * ```ts
 * const shift = layers.randomTranslation({heightFactor: 0, widthFactor: [0.5, 0.5]});
 * augment(ndarray([1, 2, 1], [3, 4]), [shift]).data; // 3, 3: one to the right, and a mirror at the border
 * ```
 */
export function randomTranslation(args: RandomTranslationArgs): RandomTranslation {
  return new RandomTranslation(args);
}

import type {serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {aboutMiddle, RandomAffine, type Affine, type RandomAffineArgs} from "./randomAffine.ts";
import {between, checkedRange, type Range} from "./randomLayer.ts";

export interface RandomRotationArgs extends RandomAffineArgs {
  /** How far counter-clockwise, as a share of a whole turn; 0.1 for −36 to 36 degrees. */
  factor: number | Range;
}

/** Turns pictures about their middles. */
export class RandomRotation extends RandomAffine {
  static readonly className = "RandomRotation";
  readonly #factor: Range;

  constructor({factor, ...args}: RandomRotationArgs) {
    super(args);
    this.#factor = checkedRange(this, "factor", factor);
  }

  protected override draw(source: Random, height: number, width: number): Affine {
    const angle = 2 * Math.PI * between(source, this.#factor);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return aboutMiddle([cos, -sin, sin, cos], height, width);
  }

  override getConfig(): serialization.ConfigDict {
    return {...super.getConfig(), factor: [...this.#factor]};
  }
}

tf.serialization.registerClass(RandomRotation);

/**
 * A layer that turns each picture about its middle by a random angle.
 *
 * @throws RangeError if the factor is no range, or another argument is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation
 *
 * @example
 * ```ts
 * const quarter = layers.randomRotation({factor: [0.25, 0.25]});
 * augment(ndarray([2, 2, 1], [1, 2, 3, 4]), [quarter]).data; // 2, 4, 1, 3
 * ```
 */
export function randomRotation(args: RandomRotationArgs): RandomRotation {
  return new RandomRotation(args);
}

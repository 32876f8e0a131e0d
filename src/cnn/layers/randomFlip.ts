import type {serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {aboutMiddle, RandomAffine, type Affine} from "./randomAffine.ts";
import {callerOf, type RandomLayerArgs} from "./randomLayer.ts";

const modes = ["horizontal", "vertical", "horizontalAndVertical"] as const;

export interface RandomFlipArgs extends RandomLayerArgs {
  /** Left for right, top for bottom, or each by a coin of its own. Defaults to `"horizontalAndVertical"`. */
  mode?: (typeof modes)[number];
}

/** Flips every second picture, on average. */
export class RandomFlip extends RandomAffine {
  static readonly className = "RandomFlip";
  readonly #mode: (typeof modes)[number];

  constructor({mode = "horizontalAndVertical", ...args}: RandomFlipArgs = {}) {
    super(args);
    if (!modes.includes(mode)) {
      throw new RangeError(
        `${callerOf(this)}: mode is one of ${modes.join(", ")}, but got ${String(mode)}`
      );
    }
    this.#mode = mode;
  }

  protected override draw(source: Random, height: number, width: number): Affine {
    const coin = (): number => (source.uniform() < 0.5 ? -1 : 1);
    const across = this.#mode === "vertical" ? 1 : coin();
    const down = this.#mode === "horizontal" ? 1 : coin();
    return aboutMiddle([across, 0, 0, down], height, width);
  }

  override getConfig(): serialization.ConfigDict {
    return {...super.getConfig(), mode: this.#mode};
  }
}

tf.serialization.registerClass(RandomFlip);

/**
 * A layer that mirrors each picture by the toss of a coin.
 *
 * @throws RangeError if the mode or the seed is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip
 *
 * @example
 * ```ts
 * augment(ndarray([1, 2, 1], [0, 1]), [layers.randomFlip({mode: "horizontal"})]).data; // 0, 1 or 1, 0
 * ```
 */
export function randomFlip(args: RandomFlipArgs = {}): RandomFlip {
  return new RandomFlip(args);
}

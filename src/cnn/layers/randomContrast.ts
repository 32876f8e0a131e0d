import type {Tensor4D, serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {checkedValueRange} from "./randomBrightness.ts";
import {between, callerOf, RandomLayer, type Range, type RandomLayerArgs} from "./randomLayer.ts";

export interface RandomContrastArgs extends RandomLayerArgs {
  /** `[less, more]`: the contrast is multiplied by 1 − less to 1 + more; a number stands for both. */
  factor: number | Range;
  /** Black and white, which no pixel leaves. Defaults to [0, 1], as pictures are learned from here. */
  valueRange?: Range;
}

/** Makes differences within pictures greater or smaller. */
export class RandomContrast extends RandomLayer {
  static readonly className = "RandomContrast";
  readonly #factor: Range;
  readonly #valueRange: Range;

  constructor({factor, valueRange = [0, 1], ...args}: RandomContrastArgs) {
    super(args);
    const [less, more] = typeof factor === "number" ? [factor, factor] : factor;
    if (!(less >= 0 && less <= 1 && more >= 0 && Number.isFinite(more))) {
      throw new RangeError(
        `${callerOf(this)}: factor is [less, more] with 0 ≤ less ≤ 1 and 0 ≤ more, or a number for both, ` +
          `but got ${JSON.stringify(factor)}`
      );
    }
    this.#factor = [less, more];
    this.#valueRange = checkedValueRange(this, valueRange);
  }

  protected override change(x: Tensor4D, source: Random): Tensor4D {
    const [less, more] = this.#factor;
    const factors = Float32Array.from({length: x.shape[0]}, () =>
      between(source, [1 - less, 1 + more])
    );
    const mean = tf.mean(x, [1, 2], true); // [n, 1, 1, channels]
    const spread: Tensor4D = tf.mul(tf.sub(x, mean), tf.tensor4d(factors, [x.shape[0], 1, 1, 1]));
    return tf.clipByValue(tf.add<Tensor4D>(spread, mean), ...this.#valueRange);
  }

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(),
      factor: [...this.#factor],
      valueRange: [...this.#valueRange]
    };
  }
}

tf.serialization.registerClass(RandomContrast);

/**
 * A layer that spreads or squeezes the values of each picture about their mean, channel by channel.
 *
 *     y = mean + u · (x − mean),   u drawn for each picture
 *
 * @throws RangeError if an argument is none of its kind
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast
 *
 * @example
 * ```ts
 * const paler = layers.randomContrast({factor: [1, 0]}); // by 0 to 1
 * augment(ndarray([1, 2, 1], [0.2, 0.6]), [paler]).data; // between 0.4, 0.4 and 0.2, 0.6
 * ```
 */
export function randomContrast(args: RandomContrastArgs): RandomContrast {
  return new RandomContrast(args);
}

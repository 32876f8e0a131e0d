import type {Tensor4D, serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {
  between,
  callerOf,
  checkedRange,
  RandomLayer,
  type Range,
  type RandomLayerArgs
} from "./randomLayer.ts";

export interface RandomBrightnessArgs extends RandomLayerArgs {
  /** How much is added to every pixel, as a share of the value range; 0.2 for −0.2 to 0.2. */
  factor: number | Range;
  /** Black and white, which no pixel leaves. Defaults to [0, 1], as pictures are learned from here. */
  valueRange?: Range;
}

/** Makes pictures brighter or darker. */
export class RandomBrightness extends RandomLayer {
  static readonly className = "RandomBrightness";
  readonly #factor: Range;
  readonly #valueRange: Range;

  constructor({factor, valueRange = [0, 1], ...args}: RandomBrightnessArgs) {
    super(args);
    this.#factor = checkedRange(this, "factor", factor, [-1, 1]);
    this.#valueRange = checkedValueRange(this, valueRange);
  }

  protected override change(x: Tensor4D, source: Random): Tensor4D {
    const [black, white] = this.#valueRange;
    const added = Float32Array.from(
      {length: x.shape[0]},
      () => between(source, this.#factor) * (white - black)
    );
    const brighter: Tensor4D = tf.add(x, tf.tensor4d(added, [x.shape[0], 1, 1, 1]));
    return tf.clipByValue(brighter, black, white);
  }

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(),
      factor: [...this.#factor],
      valueRange: [...this.#valueRange]
    };
  }
}

tf.serialization.registerClass(RandomBrightness);

/** @throws RangeError if black is not below white */
export function checkedValueRange(layer: RandomLayer, range: Range): Range {
  const [black, white] = range;
  if (black < white && Number.isFinite(white - black)) return [black, white];
  throw new RangeError(
    `${callerOf(layer)}: valueRange is [black, white] with black < white, but got [${range}]`
  );
}

/**
 * A layer that makes each picture brighter or darker by chance.
 *
 *     y = x + u · (white − black),   u drawn for each picture
 *
 * @throws RangeError if the factor is no range within −1 to 1, or another argument is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness
 *
 * @example
 * ```ts
 * const brighter = layers.randomBrightness({factor: [0.25, 0.25]});
 * augment(ndarray([1, 2, 1], [0.5, 1]), [brighter]).data; // 0.75, 1
 * ```
 */
export function randomBrightness(args: RandomBrightnessArgs): RandomBrightness {
  return new RandomBrightness(args);
}

import type {Shape, Tensor4D, serialization} from "@tensorflow/tfjs";
import type {Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {RandomAffine, type Affine, type RandomAffineArgs} from "./randomAffine.ts";
import {callerOf} from "./randomLayer.ts";

export interface RandomCropArgs extends Omit<RandomAffineArgs, "interpolation"> {
  /** Height of the window, in pixels. */
  height: number;
  /** Width of the window, in pixels. */
  width: number;
  /** Pixels that the window may reach beyond the picture, where it sees what `fillMode` says. Defaults to 0. */
  padding?: number;
}

/** Cuts a window out of pictures: anywhere in training, out of the middle in use. */
export class RandomCrop extends RandomAffine {
  static readonly className = "RandomCrop";
  readonly #height: number;
  readonly #width: number;
  readonly #padding: number;

  constructor({height, width, padding = 0, ...args}: RandomCropArgs) {
    super({fillMode: "constant", ...args, interpolation: "nearest"});
    for (const [name, value, least] of [
      ["height", height, 1],
      ["width", width, 1],
      ["padding", padding, 0]
    ] as const) {
      if (Number.isInteger(value) && value >= least) continue;
      throw new RangeError(
        `${callerOf(this)}: ${name} is a whole number of ${least} or more, but got ${value}`
      );
    }
    this.#height = height;
    this.#width = width;
    this.#padding = padding;
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const [, height, width] = inputShape as Shape;
    if (this.#height <= (height ?? Infinity) && this.#width <= (width ?? Infinity)) return;
    throw new RangeError(
      `${callerOf(this)}: a window of at most the picture's size is expected, but it is ` +
        `${this.#height}×${this.#width} and the picture ${height}×${width}`
    );
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, , , channels] = inputShape as Shape;
    return [n, this.#height, this.#width, channels];
  }

  protected override draw(source: Random, height: number, width: number): Affine {
    const padding = this.#padding;
    const top = source.integer(height + 2 * padding - this.#height + 1) - padding;
    const left = source.integer(width + 2 * padding - this.#width + 1) - padding;
    return [1, 0, left, 0, 1, top];
  }

  protected override change(x: Tensor4D, source: Random): Tensor4D {
    return this.move(x, source, [this.#height, this.#width]);
  }

  protected override keep(x: Tensor4D): Tensor4D {
    const [, height, width] = x.shape;
    const [top, left] = this.middle(height, width);
    return tf.slice4d(x, [0, top, left, 0], [-1, this.#height, this.#width, -1]);
  }

  /** Top and left of the window in the middle. */
  middle(height: number, width: number): [top: number, left: number] {
    return [Math.floor((height - this.#height) / 2), Math.floor((width - this.#width) / 2)];
  }

  override getConfig(): serialization.ConfigDict {
    const [height, width, padding] = [this.#height, this.#width, this.#padding];
    return {...super.getConfig(), height, width, padding};
  }
}

tf.serialization.registerClass(RandomCrop);

/**
 * A layer that cuts a window out of each picture, at a place drawn at random; in use, out of its middle.
 *
 * With `padding`, which Keras does not have, a window of the picture's own size moves too: so the residual
 * networks were trained on CIFAR-10, with 4.
 *
 * @throws RangeError if the window is none or larger than the picture
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop
 * @see He et al. (2016), Deep residual learning for image recognition, §4.2
 *
 * @example
 * ```ts
 * augment(ndarray([1, 3, 1], [1, 2, 3]), [layers.randomCrop({height: 1, width: 2})]).data; // 1, 2 or 2, 3
 * ```
 */
export function randomCrop(args: RandomCropArgs): RandomCrop {
  return new RandomCrop(args);
}

import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";

/** Height and width of a kernel. */
type Size = readonly [height: number, width: number];
/** Filters and kernel of one convolution after the other. */
type Chain = readonly (readonly [filters: number, size: Size])[];

const [one, three, five]: Size[] = [
  [1, 1],
  [3, 3],
  [5, 5]
];
const [across, down]: Size[] = [
  [1, 7],
  [7, 1]
];

/**
 * Inception v3: modules as in GoogLeNet, the larger kernels taken apart into 3×3, 1×7 and 7×1, batch
 * normalisation after every convolution: 23,851,784 parameters, 95 MB, of which 34,432 are not trained.
 *
 * Without the auxiliary head. Layers have the names and the order of `keras.applications.InceptionV3`
 * in a fresh session. The paper does not say how weights began; here, as in Keras, by Glorot & Bengio.
 *
 * @returns a model of `[n, 299, 299, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 75×75
 * @see Szegedy, Vanhoucke, Ioffe, Shlens & Wojna (2016), Rethinking the Inception architecture for
 *   computer vision
 *
 * @example
 * ```ts
 * inceptionV3({blank: true}).countParams(); // 23851784
 * ```
 */
export function inceptionV3(options: ImageNetOptions = {}): LayersModel {
  return build(
    {
      name: "inceptionV3",
      modelName: "inception_v3",
      size: 299,
      least: 75,
      body,
      top(maps, units) {
        const x = feed(maps, tf.layers.globalAveragePooling2d({name: "avg_pool"}));
        return feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
      }
    },
    options
  );
}

/** Everything up to the last maps, 8×8 of the paper's pictures. */
function body(picture: SymbolicTensor): SymbolicTensor {
  const {chain, conv, avgPool, maxPool, concat} = numbered();

  let x = conv(picture, 32, three, 2);
  x = conv(x, 32, three, 1, "valid");
  x = maxPool(conv(x, 64, three));
  x = conv(x, 80, one, 1, "valid");
  x = maxPool(conv(x, 192, three, 1, "valid"));

  // 35×35: the 5×5 branch and two 3×3 in a row.
  [32, 64, 64].forEach((pooled, k) => {
    const branches = [
      conv(x, 64, one),
      chain(x, [[48, one], [64, five]]), // prettier-ignore
      chain(x, [[64, one], [96, three], [96, three]]), // prettier-ignore
      conv(avgPool(x), pooled, one)
    ];
    x = concat(branches, `mixed${k}`);
  });

  // To 17×17.
  const triple = conv(x, 384, three, 2);
  const double = conv(chain(x, [[64, one], [96, three]]), 96, three, 2); // prettier-ignore
  x = concat([triple, double, maxPool(x)], "mixed3");

  // 17×17: a 7×7 as 1×7 and 7×1.
  [128, 160, 160, 192].forEach((filters, k) => {
    const branches = [
      conv(x, 192, one),
      chain(x, [[filters, one], [filters, across], [192, down]]), // prettier-ignore
      chain(x, [
        [filters, one],
        [filters, down],
        [filters, across],
        [filters, down],
        [192, across]
      ]),
      conv(avgPool(x), 192, one)
    ];
    x = concat(branches, `mixed${k + 4}`);
  });

  // To 8×8.
  const branch3 = conv(conv(x, 192, one), 320, three, 2);
  const branch7 = conv(chain(x, [[192, one], [192, across], [192, down]]), 192, three, 2); // prettier-ignore
  x = concat([branch3, branch7, maxPool(x)], "mixed8");

  // 8×8: the ends of two branches fork into 1×3 and 3×1.
  [0, 1].forEach((k) => {
    const ends: Size[] = [
      [1, 3],
      [3, 1]
    ];
    const single = conv(x, 320, one);
    const fork = conv(x, 384, one);
    const forked = concat(ends.map((size) => conv(fork, 384, size)), `mixed9_${k}`); // prettier-ignore
    const long = chain(x, [[448, one], [384, three]]); // prettier-ignore
    const longForked = concat(ends.map((size) => conv(long, 384, size))); // prettier-ignore
    x = concat([single, forked, longForked, conv(avgPool(x), 192, one)], `mixed${9 + k}`);
  });
  return x;
}

/** Layers without a name of their own are numbered as Keras does: `conv2d`, `conv2d_1`. */
interface Numbered {
  /** Convolution, batch normalisation without scale, ReLU. */
  readonly conv: (
    x: SymbolicTensor,
    filters: number,
    size: Size,
    strides?: number,
    padding?: "same" | "valid"
  ) => SymbolicTensor;
  readonly chain: (x: SymbolicTensor, convolutions: Chain) => SymbolicTensor;
  readonly avgPool: (x: SymbolicTensor) => SymbolicTensor;
  readonly maxPool: (x: SymbolicTensor) => SymbolicTensor;
  readonly concat: (branches: SymbolicTensor[], name?: string) => SymbolicTensor;
}

function numbered(): Numbered {
  const counts = new Map<string, number>();
  const next = (kind: string): string => {
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    return before === 0 ? kind : `${kind}_${before}`;
  };
  const conv: Numbered["conv"] = (x, filters, size, strides = 1, padding) => {
    const settings = {
      filters,
      kernelSize: [...size] as [number, number],
      strides,
      padding: padding ?? (strides === 1 ? "same" : "valid"),
      useBias: false
    } as const;
    let y = feed(x, tf.layers.conv2d({name: next("conv2d"), ...settings}));
    const norm = {name: next("batch_normalization"), scale: false, epsilon: 1e-3};
    y = feed(y, tf.layers.batchNormalization(norm));
    return feed(y, tf.layers.activation({name: next("activation"), activation: "relu"}));
  };
  return {
    conv,
    chain: (x, convolutions) =>
      convolutions.reduce((y, [filters, size]) => conv(y, filters, size), x),
    avgPool: (x) => {
      const settings = {poolSize: 3, strides: 1, padding: "same"} as const;
      return feed(x, tf.layers.averagePooling2d({name: next("average_pooling2d"), ...settings}));
    },
    maxPool: (x) =>
      feed(x, tf.layers.maxPooling2d({name: next("max_pooling2d"), poolSize: 3, strides: 2})),
    concat: (branches, name = next("concatenate")) => feed(branches, tf.layers.concatenate({name}))
  };
}

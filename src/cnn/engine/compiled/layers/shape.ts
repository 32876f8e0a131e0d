import {outerShape, permute, reshape} from "../operations/layout.ts";
import {pad2d, upSample2d} from "../operations/resize.ts";
import {product} from "../shapes.ts";
import {Unsupported} from "../unsupported.ts";
import {configOf, type Lowerings} from "./lowering.ts";

type Pair = readonly [number, number];

/** Layers that move values without changing them. */
export const shapes: Lowerings = {
  Flatten(b, layer, [x]) {
    configOf(layer);
    return reshape(b, x, [product(x.shape)]);
  },

  Reshape(b, layer, [x]) {
    const shape = layer.computeOutputShape([null, ...outerShape(x)]) as (number | null)[];
    return reshape(b, x, shape.slice(1) as number[]);
  },

  Permute: (b, layer, [x]) => permute(b, x, configOf<{dims: number[]}>(layer).dims),

  ZeroPadding2D: (b, layer, [x]) => pad2d(b, x, configOf<{padding: Pair[]}>(layer).padding),

  Cropping2D(b, layer, [x]) {
    const {cropping} = configOf<{cropping: Pair[]}>(layer);
    return pad2d(
      b,
      x,
      cropping.map(([before, after]) => [-before, -after] as const)
    );
  },

  UpSampling2D(b, layer, [x]) {
    const {size, interpolation} = configOf<{size: number[]; interpolation: string}>(layer);
    if (interpolation !== "nearest") throw new Unsupported(`${interpolation} interpolation`);
    return upSample2d(b, x, size);
  }
};

import {permute, reshape} from "../operations/layout.ts";
import {crop2d, pad2d, upSample2d, type Sides} from "../operations/resize.ts";
import {product} from "../shapes.ts";
import {Unsupported} from "../unsupported.ts";
import {configOf, type Lowerings} from "./lowering.ts";

/** Layers that move values without changing them. */
export const shapes: Lowerings = {
  Flatten(b, layer, [x]) {
    configOf(layer);
    return reshape(b, x, [product(x.shape)]);
  },

  Reshape(b, layer, [x]) {
    const {targetShape} = configOf<{targetShape: (number | null)[]}>(layer);
    const known = targetShape.filter((length) => length !== null && length >= 0) as number[];
    const rest = product(x.shape) / product(known);
    return reshape(
      b,
      x,
      targetShape.map((length) => (length === null || length < 0 ? rest : length))
    );
  },

  Permute: (b, layer, [x]) => permute(b, x, configOf<{dims: number[]}>(layer).dims),

  ZeroPadding2D: (b, layer, [x]) => pad2d(b, x, configOf<{padding: Sides}>(layer).padding),

  Cropping2D: (b, layer, [x]) => crop2d(b, x, configOf<{cropping: Sides}>(layer).cropping),

  UpSampling2D(b, layer, [x]) {
    const {size, interpolation} = configOf<{size: number[]; interpolation: string}>(layer);
    if (interpolation !== "nearest") throw new Unsupported(`${interpolation} interpolation`);
    return upSample2d(b, x, size);
  }
};

import type {Lowering, Lowerings} from "./lowering.ts";
import {configOf} from "./lowering.ts";
import {dropout} from "../operations/dropout.ts";
import {Unsupported} from "../unsupported.ts";

/** Layers that do nothing outside training. */
const trainingOnly: Lowering = (b, _, [x]) => {
  if (b.training) throw new Unsupported("its noise");
  return x;
};

/** Layers that disturb what they are given, while training. */
export const noises: Lowerings = {
  Dropout(b, layer, [x]) {
    const {rate, noiseShape} = configOf<{rate: number; noiseShape?: number[] | null}>(layer);
    if (!b.training || rate === 0) return x;
    if (noiseShape) throw new Unsupported("a noise shape");
    return dropout(b, x, rate, layer);
  },
  SpatialDropout1D: trainingOnly,
  GaussianNoise: trainingOnly,
  GaussianDropout: trainingOnly,
  AlphaDropout: trainingOnly
};

import {Unsupported} from "../unsupported.ts";
import {pair} from "../shapes.ts";

/** Where the windows of a convolution or of a pool lie; pairs are `[rows, columns]`. */
export interface Window {
  readonly inSize: readonly [number, number];
  readonly outSize: readonly [number, number];
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Pixels added on each side. */
  readonly padding: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
}

export interface WindowConfig {
  size: number | readonly number[];
  strides?: number | readonly number[] | null;
  dilations?: number | readonly number[] | null;
  padding?: string;
}

/**
 * Lays windows over an image as TensorFlow.js does: `valid` keeps them inside, `same` gives as many as
 * there are strides, and puts the odd pixel of padding at the bottom and the right.
 */
export function layWindows(
  [height, width]: readonly number[],
  {size, strides, dilations, padding = "valid"}: WindowConfig
): Window {
  if (padding !== "valid" && padding !== "same") throw new Unsupported(`padding ${padding}`);
  const axes = [height, width].map((length, axis) => {
    const window = (pair(size)[axis] - 1) * pair(dilations ?? 1)[axis] + 1;
    const stride = pair(strides ?? 1)[axis];
    if (padding === "valid") {
      return {out: Math.floor((length - window) / stride) + 1, before: 0, after: 0};
    }
    const out = Math.ceil(length / stride);
    const added = Math.max(0, (out - 1) * stride + window - length);
    return {out, before: Math.floor(added / 2), after: Math.ceil(added / 2)};
  });
  return {
    inSize: [height, width],
    outSize: [axes[0].out, axes[1].out],
    size: pair(size),
    strides: pair(strides ?? 1),
    dilations: pair(dilations ?? 1),
    padding: {
      top: axes[0].before,
      left: axes[1].before,
      bottom: axes[0].after,
      right: axes[1].after
    }
  };
}

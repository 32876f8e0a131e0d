import {random} from "@convnotes/cnn";

export const modes = ["constant", "nearest", "reflect", "wrap"] as const;
export const interpolations = ["bilinear", "nearest"] as const;
export type Mode = (typeof modes)[number];

/** Pictures, and for each a map of its own: turned, moved, scaled, mirrored, far beyond the border. */
export function affineCase(seed: number): {
  shape: [number, number, number, number];
  pixels: Float32Array;
  maps: Float32Array;
} {
  const source = random(seed);
  const shape: [number, number, number, number] = [
    3,
    2 + source.integer(6),
    2 + source.integer(6),
    1 + source.integer(3)
  ];
  const pixels = Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => source.uniform());
  const maps = Float32Array.from({length: 8 * shape[0]}, (_, k) => {
    if (k % 8 >= 6) return 0;
    return k % 8 === 2 || k % 8 === 5 ? 6 * source.normal() : source.normal();
  });
  return {shape, pixels, maps};
}

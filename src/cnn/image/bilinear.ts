import type {NDArray} from "../ndarray.ts";
import {type Raster, resample} from "./resample.ts";

const tent = {reach: 1, weight: (distance: number) => 1 - distance};

/**
 * Pixels in another size, each new one between the up to four old ones around it; where there get fewer,
 * the mean of all that it covers, the nearer the more.
 *
 * @param map - `[height, width]` or `[height, width, channels]`
 * @param size - new height and width, in pixels
 * @returns `[newHeight, newWidth]`, and the channels if there were some
 */
export function bilinear(map: Raster, size: readonly [number, number]): NDArray {
  return {shape: [...size, ...map.shape.slice(2)], data: resample(map, size, tent)};
}

import type {NDArray} from "../ndarray.ts";
import type {ColourPicture} from "./picture.ts";
import type {Window} from "./window.ts";
import {placesFor, uprightView} from "./uprightView.ts";

/** What is seen through a window. */
export interface View extends NDArray {
  readonly data: Float32Array;
}

/**
 * What is in a window, in another size: each new pixel the mean of places evenly spread over it, at each of
 * which the up to four pixels around are weighed (bilinear). Beyond the picture it is black.
 *
 * @param size - new height and width, in pixels
 * @returns `[height, width, 3]`, in the picture's brightness
 */
export function view(
  picture: ColourPicture,
  window: Window,
  [height, width]: readonly [height: number, width: number]
): View {
  const isTurned = window.downward[1] !== 0 || window.rightward[0] !== 0;
  const data = (isTurned ? turnedView : uprightView)(picture, window, [height, width]);
  return {shape: [height, width, 3], data};
}

function turnedView(
  picture: ColourPicture,
  {corner, downward, rightward}: Window,
  [height, width]: readonly [number, number]
): Float32Array {
  const result = new Float32Array(height * width * 3);
  const [rows, columns] = [placesFor(downward, height), placesFor(rightward, width)];
  const share = 1 / (rows * columns);
  for (let i = 0; i < height * rows; ++i) {
    const down = (i + 0.5) / (height * rows);
    for (let j = 0; j < width * columns; ++j) {
      const right = (j + 0.5) / (width * columns);
      const row = corner[0] + down * downward[0] + right * rightward[0];
      const column = corner[1] + down * downward[1] + right * rightward[1];
      const at = (Math.floor(i / rows) * width + Math.floor(j / columns)) * 3;
      addPlace(picture, row - 0.5, column - 0.5, share, result, at);
    }
  }
  return result;
}

/** Adds a share of the colour at a place between pixels. */
function addPlace(
  {height, width, data}: ColourPicture,
  row: number,
  column: number,
  share: number,
  result: Float32Array,
  at: number
): void {
  if (row <= -1 || column <= -1 || row >= height || column >= width) return;
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const upper = Math.max(0, top) * width;
  const lower = Math.min(height - 1, top + 1) * width;
  const [before, after] = [Math.max(0, left), Math.min(width - 1, left + 1)];
  const [a, b, c, d] = [upper + before, upper + after, lower + before, lower + after];
  const shareA = share * (1 - down) * (1 - right);
  const shareB = share * (1 - down) * right;
  const shareC = share * down * (1 - right);
  const shareD = share * down * right;
  for (let k = 0; k < 3; ++k) {
    result[at + k] +=
      shareA * data[3 * a + k] +
      shareB * data[3 * b + k] +
      shareC * data[3 * c + k] +
      shareD * data[3 * d + k];
  }
}

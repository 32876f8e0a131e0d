import {decode} from "../image/decode.ts";
import {kindOf, hasShapeAndData, type NDArray} from "../ndarray.ts";

/**
 * What an application looks at: a picture `[height, width, 1 or 3]` with brightness 0 to 255, as `readImage`
 * gives it, or the path or the content of an image file.
 */
export type PictureSource = NDArray | string | Uint8Array;

/** A picture in colour, row by row, brightness 0 to 255. */
export interface ColourPicture {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue of each pixel. */
  readonly data: Float32Array | Float64Array | Uint8Array;
}

/**
 * Opens what the reader gave.
 *
 * @param who - the function that the reader called
 * @throws RangeError if it is no picture, or the file is missing or broken
 */
export async function openPicture(image: PictureSource, who: string): Promise<ColourPicture> {
  if (typeof image === "string" || image instanceof Uint8Array) return decode(image, who);
  if (!hasShapeAndData(image)) {
    throw new TypeError(`${who}: a picture is an array or an image file, but got ${kindOf(image)}`);
  }
  const {shape, data} = image;
  const [height, width, channels = 1] = shape;
  const fits = (shape.length === 3 || shape.length === 2) && (channels === 1 || channels === 3);
  if (!fits || height < 1 || width < 1) {
    throw new RangeError(
      `${who}: a picture is [height, width, 1 or 3], but got [${shape.join(",")}]`
    );
  }
  for (let k = 0; k < data.length; ++k) {
    if (data[k] >= 0 && data[k] <= 255) continue;
    throw new RangeError(`${who}: brightness is from 0 to 255, but value ${k} is ${data[k]}`);
  }
  if (channels === 1) {
    const colour = new Float32Array(data.length * 3);
    data.forEach((value, p) => colour.fill(value, p * 3, p * 3 + 3));
    return {height, width, data: colour};
  }
  return {height, width, data};
}

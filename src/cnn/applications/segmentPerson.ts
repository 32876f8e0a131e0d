import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {bilinear} from "../image/bilinear.ts";
import type {NDArray} from "../ndarray.ts";
import {loadTflite} from "../weights/loadTflite.ts";
import {once, type WeightsOptions} from "./once.ts";
import {openPicture, type PictureSource} from "./picture.ts";
import {view} from "./view.ts";
import {windowOf} from "./window.ts";

/** Height and width of what the network looks at, in pixels. */
const side = 256;

/**
 * Says of each pixel of a photo whether it belongs to a person: the mask with which a video call puts
 * another room behind its speaker. Made for one or two people near the camera.
 *
 * The network, MediaPipe's, is a small U-Net of MobileNet v3's blocks in half precision (0.2 MB, in a package of 4 MB);
 * it sees 256×256 pixels, so that a mask of a large photo has soft edges.
 *
 * @param image - picture, or image file
 * @returns how sure the network is that each pixel is of a person, `[height, width]`, 0 to 1
 * @throws RangeError if it is no picture, or the file is missing or broken
 * @throws Error if the weights cannot be fetched; says what to do
 *
 * @example
 * ```ts
 * const mask = await applications.segmentPerson("me.jpg");
 * plot.overlay(await readImage("me.jpg"), mask, {as: "mask"});
 * ```
 */
export async function segmentPerson(
  image: PictureSource,
  options: WeightsOptions = {}
): Promise<NDArray> {
  const picture = await openPicture(image, "segmentPerson");
  const model = await once("selfie-segmentation", options, async () =>
    loadTflite(join(await fetchAsset("selfie-segmentation", options), "selfie_segmentation.tflite"))
  );
  const {height, width} = picture;
  const small = view(picture, windowOf({top: 0, left: 0, height, width}), [side, side]);
  const mask = await model.predict({
    shape: [1, side, side, 3],
    data: small.data.map((value) => value / 255)
  });
  return bilinear({shape: [side, side], data: mask.data}, [height, width]);
}

import {boxOfAnchor} from "./anchors.ts";
import type {Box} from "./box.ts";
import {detectorSide, runDetector} from "./faces/detector.ts";
import {landmarksSide, runLandmarks} from "./faces/landmarks.ts";
import {faceWeights, type FaceWeights} from "./faces/weights.ts";
import {nonMaxSuppression} from "./nonMaxSuppression.ts";
import {checkShare} from "./options.ts";
import type {WeightsOptions} from "./once.ts";
import {type ColourPicture, openPicture, type PictureSource} from "./picture.ts";
import {view} from "./view.ts";
import {squareAround, windowOf} from "./window.ts";

/** A place in a picture, in pixels from its upper left corner. */
export interface Point {
  readonly row: number;
  readonly column: number;
}

/** A face that was found: its box in pixels, and how sure the network is, 0 to 1. */
export interface Face extends Box {
  readonly score: number;
  /**
   * 68 points in the order of the iBUG 300-W set: the jaw (0 to 16), the brows (to 26), the nose (to 35), the
   * eyes (to 47), the mouth (to 67); each from the left to the right of the picture.
   */
  readonly landmarks: readonly Point[];
}

export interface DetectFacesOptions extends WeightsOptions {
  /** Faces of a lower score are left out; defaults to 0.5. */
  threshold?: number;
  /** Boxes that agree better than this are of one face; defaults to 0.5. */
  iouThreshold?: number;
  /** Faces to find at most; defaults to 100. */
  maxBoxes?: number;
}

/**
 * Finds the faces of a photo, and 68 points of each.
 *
 * Two networks of face-api: a detector for a single class, as `detect` has it for many; and for each face a
 * small dense network that says where its brows, eyes, nose and mouth are. Their weights (13 MB, with those
 * of `embedFace`) are fetched when first asked for. A cat's face, seen close, is a face to it too.
 *
 * @param image - picture, or image file
 * @returns the faces, the surest first
 * @throws RangeError if it is no picture, the file is missing or broken, or an option is out of range
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Howard et al. (2017), MobileNets: efficient convolutional neural networks for mobile vision applications
 * @see Sagonas et al. (2013), 300 faces in-the-wild challenge, on the 68 points
 *
 * @example
 * ```ts
 * const [face] = await applications.detectFaces("me.jpg"); // {score: 0.99, top: 40, …}
 * face.landmarks[30]; // the tip of the nose, {row: 131.2, column: 98.7}
 * ```
 */
export async function detectFaces(
  image: PictureSource,
  {threshold = 0.5, iouThreshold = 0.5, maxBoxes = 100, ...options}: DetectFacesOptions = {}
): Promise<Face[]> {
  checkShare("detectFaces", "threshold", threshold);
  const picture = await openPicture(image, "detectFaces");
  const detector = await faceWeights("ssd_mobilenetv1_model", options);
  const points = await faceWeights("face_landmark_68_model", options);
  // The picture in the upper left corner of a black square.
  const side = Math.max(picture.height, picture.width);
  const square = windowOf({top: 0, left: 0, height: side, width: side});
  const small = view(picture, square, [detectorSide, detectorSide]);
  const {offsets, scores} = await runDetector(detector, small);
  const anchors = await detector.values("Output/extra_dim");
  const sure = [...scores.keys()].filter((k) => scores[k] >= threshold);
  const boxes = sure.map((k) => boxOfAnchor(offsets, anchors, [side, side], k));
  const sureScores = sure.map((k) => scores[k]);
  const kept = nonMaxSuppression(boxes, sureScores, {iouThreshold, maxBoxes});
  return Promise.all(
    kept.map(async (k) => ({
      ...boxes[k],
      score: sureScores[k],
      landmarks: await landmarksOf(points, picture, boxes[k])
    }))
  );
}

async function landmarksOf(
  weights: FaceWeights,
  picture: ColourPicture,
  box: Box
): Promise<Point[]> {
  const {top, left, height, width} = squareAround(box);
  const window = windowOf({top, left, height, width});
  const shares = await runLandmarks(weights, view(picture, window, [landmarksSide, landmarksSide]));
  return Array.from({length: 68}, (_, k) => ({
    row: top + shares[2 * k + 1] * height,
    column: left + shares[2 * k] * width
  }));
}

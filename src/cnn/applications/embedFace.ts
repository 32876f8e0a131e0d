import type {NDArray} from "../ndarray.ts";
import type {Face, Point} from "./detectFaces.ts";
import {recognitionSide, runRecognition} from "./faces/recognition.ts";
import {faceWeights} from "./faces/weights.ts";
import type {WeightsOptions} from "./once.ts";
import {openPicture, type PictureSource} from "./picture.ts";
import {view} from "./view.ts";
import type {Window} from "./window.ts";

/** Where the middles of the eyes lie in what the network looks at, in shares of its side: as in dlib. */
const eyes = {row: 0.311, left: 0.317, right: 0.67};

/**
 * Describes a face by 128 numbers that are alike for photos of one person and differ for others, whoever they
 * are: recognition without classes.
 *
 * The face is turned and scaled so that its eyes are level and in their places; then a residual network of 29
 * layers computes the descriptor. Compare two with `compareFaces`.
 *
 * @param image - the picture that the face was found in, or its file
 * @param face - one of those that `detectFaces` found there
 * @returns the descriptor, `[128]`
 * @throws RangeError if it is no picture, or the face has no 68 points
 * @throws Error if the weights cannot be fetched; says what to do
 * @see King (2017), High quality face recognition with deep metric learning
 *
 * @example
 * ```ts
 * const [a, b] = await applications.detectFaces(photo);
 * const distance = applications.compareFaces(
 *   await applications.embedFace(photo, a),
 *   await applications.embedFace(photo, b)
 * );
 * ```
 */
export async function embedFace(
  image: PictureSource,
  face: Face,
  options: WeightsOptions = {}
): Promise<NDArray> {
  const count = (face as Partial<Face> | undefined)?.landmarks?.length ?? 0;
  if (count !== 68) {
    throw new RangeError(`embedFace: a face has 68 points, but this one has ${count}`);
  }
  const picture = await openPicture(image, "embedFace");
  const weights = await faceWeights("face_recognition_model", options);
  const upright = view(picture, uprightWindow(face.landmarks), [recognitionSide, recognitionSide]);
  return {shape: [128], data: await runRecognition(weights, upright)};
}

/** The square window in which the eyes are in their places. */
function uprightWindow(landmarks: readonly Point[]): Window {
  const [one, other] = [middle(landmarks.slice(36, 42)), middle(landmarks.slice(42, 48))];
  const span = eyes.right - eyes.left;
  // One step of the window's side to the right, and the same a quarter turn on.
  const right = [(other.row - one.row) / span, (other.column - one.column) / span] as const;
  const down = [right[1], -right[0]] as const;
  return {
    corner: [
      one.row - eyes.row * down[0] - eyes.left * right[0],
      one.column - eyes.row * down[1] - eyes.left * right[1]
    ],
    downward: down,
    rightward: right
  };
}

function middle(points: readonly Point[]): Point {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return {row: mean(({row}) => row), column: mean(({column}) => column)};
}

import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {loadGraphModel} from "../weights/loadGraphModel.ts";
import type {RunnableModel} from "../weights/runnableModel.ts";
import type {Box} from "./box.ts";
import {once, type WeightsOptions} from "./once.ts";
import {type ColourPicture, openPicture, type PictureSource} from "./picture.ts";
import {view} from "./view.ts";
import {squareAround, windowOf} from "./window.ts";

/** A point of a body, in pixels of the picture; how sure the network is, 0 to 1. */
export interface BodyPoint {
  readonly name: string;
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/** How a person stands. */
export interface Pose {
  /** Mean of the points' scores; below about 0.2 there is nobody. */
  readonly score: number;
  /** COCO's 17 points, those that cannot be seen with low scores. */
  readonly keypoints: readonly BodyPoint[];
}

/** Height and width of what the network looks at, in pixels. */
const side = 192;

/** Points of a lower score do not tell where the body is. */
const sure = 0.3;

const names = (
  "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow " +
  "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle"
).split(" ");

/**
 * Finds 17 points of the body of a person: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles.
 * Left and right are those of the person. Of several people it takes one, most often the middle one.
 *
 * The network, MoveNet Lightning, draws a heat map for each point, and offsets from its coarse pixels to the
 * place itself. It looks twice: at the whole photo, and at the square around the body that it found there.
 * Its weights (5 MB, in a package of 29 MB) are fetched when first asked for.
 *
 * @param image - picture, or image file
 * @returns the points, always 17, and how sure the network is
 * @throws RangeError if it is no picture, or the file is missing or broken
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Zhou, Wang & Krähenbühl (2019), Objects as points, §4.2, which MoveNet follows
 *
 * @example
 * ```ts
 * const {keypoints} = await applications.pose("dancer.jpg");
 * plot.skeleton(await readImage("dancer.jpg"), keypoints);
 * ```
 */
export async function pose(image: PictureSource, options: WeightsOptions = {}): Promise<Pose> {
  const picture = await openPicture(image, "pose");
  const model = await once("movenet-lightning", options, async () =>
    loadGraphModel(join(await fetchAsset("movenet-lightning", options), "movenet-lightning.json"))
  );
  const {height, width} = picture;
  const first = await look(model, picture, squareAround({top: 0, left: 0, height, width}));
  const body = around(first.keypoints);
  if (!body) return first;
  const second = await look(model, picture, body);
  return second.score > first.score ? second : first;
}

/** The points in a square of the picture, which may reach beyond it. */
async function look(model: RunnableModel, picture: ColourPicture, square: Box): Promise<Pose> {
  const {data} = view(picture, windowOf(square), [side, side]);
  const rows = await model.predict({shape: [1, side, side, 3], data: data.map(Math.round)});
  const keypoints = names.map((name, k): BodyPoint => {
    const [down, right, score] = rows.data.subarray(3 * k, 3 * k + 3);
    return {
      name,
      row: square.top + down * square.height,
      column: square.left + right * square.width,
      score
    };
  });
  return {score: keypoints.reduce((sum, {score}) => sum + score, 0) / names.length, keypoints};
}

/** A square with room around the points that are sure, if there are some. */
function around(keypoints: readonly BodyPoint[]): Box | undefined {
  const points = keypoints.filter(({score}) => score >= sure);
  if (points.length < 4) return undefined;
  const [top, bottom] = ends(points.map(({row}) => row));
  const [left, right] = ends(points.map(({column}) => column));
  const room = 0.25 * Math.max(bottom - top, right - left);
  return squareAround({
    top: top - room,
    left: left - room,
    height: bottom - top + 2 * room,
    width: right - left + 2 * room
  });
}

const ends = (places: readonly number[]): [number, number] => [
  Math.min(...places),
  Math.max(...places)
];

import {type Figure, figure, type Trace} from "./figure.ts";
import {pictureAxes, rangeOf, toPicture} from "./image.ts";
import {photoAxes, photoHeight, photoPng, photoTrace, toPhoto} from "./photo.ts";
import {colorway, heading} from "./theme.ts";
import {list, readArray, sentence, short, type Values} from "./values.ts";

/** A point of a body, such as an elbow, in pixels of the picture. */
export interface Keypoint {
  readonly name: string;
  /** From the upper edge, in pixels. */
  readonly row: number;
  /** From the left edge, in pixels. */
  readonly column: number;
  /** How sure the network is, 0 to 1. */
  readonly score: number;
}

export interface SkeletonOptions {
  title?: string;
  /** Points that are joined, by their names; defaults to the bones between COCO's 17 points. */
  bones?: readonly (readonly [string, string])[];
  /** Points of a lower score are not drawn; defaults to 0.3. */
  threshold?: number;
  /** The values that are black and white; defaults as for `image`. */
  range?: readonly [number, number];
}

/** The bones between the 17 points of COCO, by their names there. */
const cocoBones: readonly (readonly [string, string])[] = [
  ["nose", "left_eye"],
  ["nose", "right_eye"],
  ["left_eye", "left_ear"],
  ["right_eye", "right_ear"],
  ["left_shoulder", "right_shoulder"],
  ["left_shoulder", "left_elbow"],
  ["left_elbow", "left_wrist"],
  ["right_shoulder", "right_elbow"],
  ["right_elbow", "right_wrist"],
  ["left_shoulder", "left_hip"],
  ["right_shoulder", "right_hip"],
  ["left_hip", "right_hip"],
  ["left_hip", "left_knee"],
  ["left_knee", "left_ankle"],
  ["right_hip", "right_knee"],
  ["right_knee", "right_ankle"]
];

/**
 * Draws the points of a body on a picture, joined by its bones: the body's left in one colour, its right in
 * another, with other marks. What the network is not sure of is left out.
 *
 * @param x - picture, as `image` takes it
 * @param keypoints - points with their names, places in pixels, and scores
 * @throws RangeError if a point's place or score is no number
 *
 * @example
 * ```ts
 * skeleton(photo, (await applications.pose(photo)).keypoints, {title: "How she stands"});
 * ```
 */
export function skeleton(
  x: Values,
  keypoints: readonly Keypoint[],
  {title = "Points of a body", bones = cocoBones, threshold = 0.3, range}: SkeletonOptions = {}
): Figure {
  const picture = toPicture(readArray(x, "skeleton", "x", [2, 3], pictureAxes), "skeleton");
  const bad = keypoints.find(
    ({row, column, score}) => ![row, column, score].every(Number.isFinite)
  );
  if (bad) {
    throw new RangeError(
      `skeleton: a point has row, column and score, but ${bad.name} has ${bad.row}, ${bad.column}, ${bad.score}`
    );
  }
  const {height, width} = picture;
  const photo = toPhoto(picture, range ?? rangeOf(picture.data));
  const sure = keypoints.filter(({score}) => score >= threshold);
  const at = (name: string): Keypoint | undefined => sure.find((point) => point.name === name);
  const joined = bones.flatMap(([from, to]): [Keypoint, Keypoint][] => {
    const [a, b] = [at(from), at(to)];
    return a && b ? [[a, b]] : [];
  });
  const top = heading(
    title,
    `${sure.length} of ${keypoints.length} points with a score of ${short(threshold)} or more; circles: the body’s left, diamonds: its right`,
    {l: 14, r: 14, b: 14}
  );
  return figure(
    {
      data: [photoTrace(photo), boneTrace(joined), ...pointTraces(sure)],
      layout: {
        ...top,
        ...photoAxes(height, width),
        height: photoHeight(height, width) + top.margin.t + top.margin.b,
        showlegend: false
      }
    },
    {
      alt:
        `${sentence(title)} A picture of ${height}×${width} pixels; ${sure.length} of ${keypoints.length} points` +
        sentence(sure.length > 0 ? `: ${list(sure.map(inWords))}` : ""),
      png: () => photoPng(photo)
    }
  );
}

const readable = (name: string): string => name.replaceAll("_", " ");

const inWords = ({name, row, column}: Keypoint): string =>
  `${readable(name)} at row ${Math.round(row)}, column ${Math.round(column)}`;

/** All bones in one line, broken between them; light with a dark edge would need two, so it is thick and white. */
function boneTrace(joined: readonly (readonly [Keypoint, Keypoint])[]): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: joined.flatMap(([a, b]) => [a.column, b.column, null]),
    y: joined.flatMap(([a, b]) => [a.row, b.row, null]),
    line: {color: "#ffffff", width: 4},
    hoverinfo: "skip"
  };
}

function pointTraces(sure: readonly Keypoint[]): Trace[] {
  const sides: [string, (name: string) => boolean, string, string][] = [
    ["left", (name) => name.startsWith("left"), colorway[0], "circle"],
    ["right", (name) => name.startsWith("right"), colorway[1], "diamond"],
    ["middle", (name) => !/^(left|right)/.test(name), colorway[2], "square"]
  ];
  return sides.flatMap(([side, belongs, color, symbol]) => {
    const points = sure.filter(({name}) => belongs(name));
    if (points.length === 0) return [];
    return {
      type: "scatter",
      mode: "markers",
      name: side,
      x: points.map(({column}) => column),
      y: points.map(({row}) => row),
      text: points.map(({name, score}) => `${readable(name)}, score ${short(score, 2)}`),
      marker: {color, symbol, size: 10, line: {color: "#ffffff", width: 1.5}},
      hovertemplate: "%{text}<br>row %{y:.0f}, column %{x:.0f}<extra></extra>"
    };
  });
}

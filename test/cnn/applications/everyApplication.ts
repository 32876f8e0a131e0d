// The applications by name, for what is asked of each of them.
import type {LayersModel} from "@tensorflow/tfjs";
import {applications} from "@convnotes/cnn";

const {colourise, detect, detectFaces, embedFace, pose, segment, segmentPerson, superResolve} =
  applications;

type Picture = applications.PictureSource;

/** Networks as those that the lecture trains, small and untrained. */
export interface Networks {
  readonly painter: LayersModel;
  readonly cutter: LayersModel;
  readonly finder: LayersModel;
}

export function smallNetworks(): Networks {
  const small = {filters: [4, 8], seed: 1};
  return {
    painter: applications.unet({
      ...small,
      inputShape: [32, 32, 1],
      outputs: 2,
      activation: "tanh"
    }),
    cutter: applications.unet({...small, inputShape: [48, 48, 3]}),
    finder: applications.localiser({side: 16, seed: 1})
  };
}

/** A face whose eyes lie at the given shares of a picture, as wide as the other half. */
function faceAt(height: number, width: number): applications.Face {
  const landmarks = Array.from({length: 68}, (_, k) => ({
    row: 0.4 * height,
    column: (k < 42 ? 0.4 : 0.6) * width
  }));
  return {top: 0, left: 0, height, width, score: 1, landmarks};
}

/** Those whose weights are fetched: name, asset, and how it is asked. */
export const byWeights: [
  string,
  string,
  (image: Picture, options?: applications.WeightsOptions) => Promise<unknown>
][] = [
  ["detect", "coco-ssd", (image, options) => detect(image, options)],
  ["detectFaces", "face-api", (image, options) => detectFaces(image, options)],
  ["embedFace", "face-api", (image, options) => embedFace(image, faceAt(2, 2), options)],
  ["segmentPerson", "selfie-segmentation", (image, options) => segmentPerson(image, options)],
  ["pose", "movenet-lightning", (image, options) => pose(image, options)]
];

/** All that look at a photo. */
export const byPhoto: [string, (image: Picture, networks: Networks) => Promise<unknown>][] = [
  ...byWeights.map(([name, , use]): (typeof byPhoto)[number] => [name, (image) => use(image)]),
  ["superResolve", (image) => superResolve(image)],
  ["colourise", (image, {painter}) => colourise(painter, image)],
  ["segment", (image, {cutter}) => segment(cutter, image)]
];

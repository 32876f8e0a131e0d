import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {loadGraphModel} from "../weights/loadGraphModel.ts";
import type {RunnableModel} from "../weights/runnableModel.ts";
import {boxOfAnchor} from "./anchors.ts";
import type {Box} from "./box.ts";
import {cocoClasses} from "./cocoClasses.ts";
import {nonMaxSuppression} from "./nonMaxSuppression.ts";
import {checkShare} from "./options.ts";
import {once, type WeightsOptions} from "./once.ts";
import {openPicture, type PictureSource} from "./picture.ts";
import {view} from "./view.ts";
import {windowOf} from "./window.ts";

/** A thing that was found: its box in pixels, what it is, and how sure the network is, 0 to 1. */
export interface Detection extends Box {
  readonly label: string;
  readonly score: number;
}

export interface DetectOptions extends WeightsOptions {
  /** Boxes of a lower score are left out; defaults to 0.5. */
  threshold?: number;
  /** Boxes of one label that agree better than this are of one thing; defaults to 0.5. */
  iouThreshold?: number;
  /** Things to find at most; defaults to 20. */
  maxBoxes?: number;
}

/** Height and width of what the network looks at, in pixels. */
const side = 300;

/**
 * Finds things of 80 kinds in a photo, and the box of each: people, animals, vehicles, furniture, food.
 *
 * The network, SSDLite on MobileNet v2, trained on COCO, judges 1,917 fixed boxes at once: to which class
 * each belongs, and by how much it is to be moved. Those that are sure remain, and of each thing the surest
 * one (`nonMaxSuppression`). Its weights (17 MB) are fetched when first asked for.
 *
 * @param image - picture, or image file
 * @returns the things, the surest first
 * @throws RangeError if it is no picture, the file is missing or broken, or an option is out of range
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Liu et al. (2016), SSD: single shot multibox detector
 * @see Sandler et al. (2018), MobileNetV2: inverted residuals and linear bottlenecks, §6.2
 *
 * @example
 * ```ts
 * const found = await applications.detect("cat.jpg"); // [{label: "cat", score: 0.95, top: 2, …}]
 * plot.boxes(await readImage("cat.jpg"), found);
 * ```
 */
export async function detect(
  image: PictureSource,
  {threshold = 0.5, iouThreshold = 0.5, maxBoxes = 20, ...weights}: DetectOptions = {}
): Promise<Detection[]> {
  checkShare("detect", "threshold", threshold);
  const picture = await openPicture(image, "detect");
  const model = await loadDetector(weights);
  const {height, width} = picture;
  const small = view(picture, windowOf({top: 0, left: 0, height, width}), [side, side]);
  const [offsets, scores, anchors] = await model.predictAll({
    shape: [1, side, side, 3],
    data: small.data.map((value) => (value * 2) / 255 - 1)
  });
  const found: Detection[] = [];
  const [, count, classes] = scores.shape;
  for (let k = 0; k < count; ++k) {
    const row = scores.data.subarray(k * classes, (k + 1) * classes);
    const score = Math.max(...row);
    const label = cocoClasses[row.indexOf(score)];
    if (score < threshold || label === undefined) continue;
    found.push({...boxOfAnchor(offsets.data, anchors.data, [height, width], k), label, score});
  }
  return surestOfEach(found, iouThreshold).slice(0, maxBoxes);
}

/** Boxes of other labels may lie anywhere: a cup stands on a table. */
function surestOfEach(found: readonly Detection[], iouThreshold: number): Detection[] {
  return [...new Set(found.map(({label}) => label))]
    .flatMap((label) => {
      const alike = found.filter((one) => one.label === label);
      const scores = alike.map(({score}) => score);
      return nonMaxSuppression(alike, scores, {iouThreshold}).map((k) => alike[k]);
    })
    .sort((a, b) => b.score - a.score);
}

/** The network between the list of pictures that the graph begins with and the boxes that it ends with. */
function loadDetector(options: WeightsOptions): Promise<RunnableModel> {
  return once("coco-ssd", options, async () =>
    loadGraphModel(join(await fetchAsset("coco-ssd", options), "model.json"), {
      inputs: ["Preprocessor/sub"],
      // Offsets `[1, 1917, 1, 4]`, scores without the class "background" `[1, 1917, 90]`, anchors.
      outputs: ["concat", "Postprocessor/Slice", "Postprocessor/ExpandDims"]
    })
  );
}

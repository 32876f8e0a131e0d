// Large models: the numbers under the microscope, and where an object is, on photos.
import {afterAll, beforeAll, expect, test} from "vitest";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import {imgToArray} from "../../../src/cnn/image/imgToArray.ts";
import {loadImg} from "../../../src/cnn/image/loadImg.ts";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {ndarray, type NDArray} from "../../../src/cnn/ndarray.ts";
import * as pretrained from "../../../src/cnn/pretrained/index.ts";
import * as zoo from "../../../src/cnn/zoo/index.ts";
import {needs} from "../../tools.ts";
import {labelledPhotos} from "../pretrained/photos.ts";
import {boxes} from "./boxes.ts";
import {checkBackward, checkForward} from "./microscopeChecks.ts";
import {noise} from "./models.ts";

beforeAll(() => useEngine());
afterAll(() => useEngine("cpu"));

test("the microscope makes the number in the map at 100 random pixels of ResNet-50, and follows its gradient", async () => {
  const model = zoo.resnet50({seed: 1});
  const image = noise([224, 224, 3], 1);
  expect(await checkForward(model, image, {count: 100, seed: 1})).toBeGreaterThan(4);
  await checkBackward(model, image, {score: 7}, {count: 6, seed: 2, layers: [
    "conv4_block3_2_conv", "conv4_block6_out", "conv5_block1_out", "conv5_block2_1_bn", "conv5_block3_add", "avg_pool"
  ]}); // prettier-ignore
  model.dispose();
});

test("the microscope makes the number in the map at 100 random pixels of MobileNet on a photo", async () => {
  const model = await pretrained.mobilenetV1();
  const [{file}] = await labelledPhotos();
  const image = await pictureOf(file, 224);
  expect(await checkForward(model, image, {count: 100, seed: 3})).toBeGreaterThan(4);
  await checkBackward(model, image, {score: 285}, {count: 8, seed: 4, layers: [
    "conv_pw_9", "conv_dw_10", "conv_dw_11_bn", "conv_pw_12_relu", "conv_pw_13", "conv_preds"
  ]}); // prettier-ignore
  model.dispose();
});

test("Grad-CAM peaks inside the box of every object, occlusion of all but one, with two networks", async (context) => {
  needs(context, "gcompris"); // the photos are read together
  const photos = (await labelledPhotos()).filter(({name}) => name in boxes);
  expect(photos).toHaveLength(Object.keys(boxes).length);
  const astray: string[] = [];
  const occluded: boolean[] = [];
  for (const [name, load, size] of [
    ["mobilenetV1", pretrained.mobilenetV1, 224],
    ["inceptionV3", pretrained.inceptionV3, 299]
  ] as const) {
    const model = await load();
    for (const {name: photo, file, accepted} of photos) {
      const image = await pictureOf(file, size);
      // The first of the classes that count as right: where is *it*, whatever the network is surest of?
      const [classIndex] = accepted;
      const isInside = (row: number, column: number): boolean => {
        const {top, left, height, width} = boxes[photo];
        const [r, c] = [(row / size) * 224 - top, (column / size) * 224 - left];
        return r >= 0 && r < height && c >= 0 && c < width;
      };
      const {map} = await inspect.gradCam(model, image, {classIndex});
      const peak = map.data.indexOf(Math.max(...map.data));
      if (!isInside(Math.floor(peak / size), peak % size)) astray.push(`${name} ${photo} Grad-CAM`);
      if (!(contrast(map, isInside) > 1)) astray.push(`${name} ${photo} Grad-CAM, in the mean`);
      const cover = {size: Math.round(size * 0.3), stride: Math.round(size * 0.12)};
      const hidden = await inspect.occlusion(model, image, {...cover, classIndex, batchSize: 16});
      const most = Math.max(...hidden.drops.data);
      // A network that is sure of three zebras is hardly moved by a cover: then it tells no place.
      if (most < hidden.score / 10) continue;
      // The cover that costs most hides the object: its middle, as it is no smaller than its parts.
      const place = hidden.drops.data.indexOf(most);
      const row = hidden.rows[Math.floor(place / hidden.columns.length)] + cover.size / 2;
      const column = hidden.columns[place % hidden.columns.length] + cover.size / 2;
      occluded.push(isInside(row, column));
    }
    model.dispose();
  }
  expect(astray).toEqual([]);
  // Inception finds the teapot by its spout: the cover that just hides that lies mostly beside the box.
  expect(occluded.length).toBeGreaterThanOrEqual(5);
  expect(occluded.filter((isIn) => !isIn).length).toBeLessThanOrEqual(1);
});

/** A photo as the models take it, −1 to 1, stretched to a square, as its box was drawn. */
async function pictureOf(file: Uint8Array, size: number): Promise<NDArray> {
  const image = imgToArray(await loadImg(file, {targetSize: [size, size]}));
  const {data} = zoo.preprocessInput(image, {mode: "tf"});
  return ndarray([size, size, 3], data);
}

/** How much greater a map is in the mean inside than outside. */
function contrast(
  {shape: [, width], data}: NDArray,
  isInside: (row: number, column: number) => boolean
): number {
  const sums = {inside: 0, outside: 0};
  const counts = {inside: 0, outside: 0};
  data.forEach((value, p) => {
    const where = isInside(Math.floor(p / width), p % width) ? "inside" : "outside";
    sums[where] += value;
    ++counts[where];
  });
  return sums.inside / counts.inside / (sums.outside / counts.outside);
}

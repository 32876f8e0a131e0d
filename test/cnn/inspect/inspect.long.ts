// Large models: the numbers under the microscope.
import {afterAll, beforeAll, expect, test} from "vitest";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import {imgToArray} from "../../../src/cnn/image/imgToArray.ts";
import {loadImg} from "../../../src/cnn/image/loadImg.ts";
import {ndarray, type NDArray} from "../../../src/cnn/ndarray.ts";
import * as pretrained from "../../../src/cnn/pretrained/index.ts";
import * as zoo from "../../../src/cnn/zoo/index.ts";
import {labelledPhotos} from "../pretrained/photos.ts";
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

/** A photo as the models take it, −1 to 1, stretched to a square. */
async function pictureOf(file: Uint8Array, size: number): Promise<NDArray> {
  const image = imgToArray(await loadImg(file, {targetSize: [size, size]}));
  const {data} = zoo.preprocessInput(image, {mode: "tf"});
  return ndarray([size, size, 3], data);
}

import {imgToArray, loadImg, readImage} from "@convnotes/cnn";
import sharp from "sharp";
import {expect, test} from "vitest";

/** A PNG file of 2×4 pixels: red on the left, blue on the right. */
const flag = sharp(
  Uint8Array.from({length: 24}, (_, i) => ((i % 12 < 6 ? i % 3 === 0 : i % 3 === 2) ? 255 : 0)),
  {raw: {width: 4, height: 2, channels: 3}}
)
  .png()
  .toBuffer();

test("a photo is loaded as bytes, and its numbers are what readImage gives", async () => {
  const img = await loadImg(await flag);
  expect([img.height, img.width, img.channels]).toEqual([2, 4, 3]);
  expect([...img.data.subarray(0, 12)]).toEqual([255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
  expect(imgToArray(img)).toEqual(await readImage(await flag));
  expect(imgToArray(img).data).toBeInstanceOf(Float32Array);
});

test("a target size stretches the photo, or crops it in the middle", async () => {
  const stretched = imgToArray(await loadImg(await flag, {targetSize: [6, 8]}));
  expect(stretched.shape).toEqual([6, 8, 3]);
  expect(stretched).toEqual(await readImage(await flag, {size: [6, 8]}));
  const cropped = await loadImg(await flag, {targetSize: [2, 2], keepAspectRatio: true});
  expect([...cropped.data.subarray(0, 6)]).toEqual([255, 0, 0, 0, 0, 255]);
});

test("a list becomes a batch, as a model takes it", async () => {
  const img = await loadImg(await flag);
  const batch = imgToArray([img, img]);
  expect(batch.shape).toEqual([2, 2, 4, 3]);
  expect(batch.data.subarray(24)).toEqual(imgToArray(img).data);
});

test("the colour mode decides how many numbers a pixel has", async () => {
  const grey = await loadImg(await flag, {colorMode: "grayscale"});
  expect([grey.channels, grey.data[0], grey.data[3]]).toEqual([1, 76, 29]);
  const clear = await loadImg(await flag, {colorMode: "rgba"});
  expect([...clear.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test("files, sizes and pictures that are none are told", async () => {
  await expect(loadImg("no-such-cat.jpg")).rejects.toThrow(
    "loadImg: an image file is expected, but no-such-cat.jpg is not there"
  );
  await expect(loadImg(await flag, {targetSize: 224 as never})).rejects.toThrow(
    "loadImg: targetSize is [height, width], but got 224"
  );
  await expect(loadImg(await flag, {targetSize: [224, 0]})).rejects.toThrow("but got [224,0]");
  await expect(loadImg(await flag, {colorMode: "bgr" as never})).rejects.toThrow("but got bgr");
  const [img, large] = [await loadImg(await flag), await loadImg(await flag, {targetSize: [4, 4]})];
  expect(() => imgToArray([])).toThrow("a batch has at least one picture");
  expect(() => imgToArray([img, large])).toThrow("have one size, but got [2,4,3] and [4,4,3]");
  expect(() => imgToArray({shape: [1], data: 3} as never)).toThrow(TypeError);
});

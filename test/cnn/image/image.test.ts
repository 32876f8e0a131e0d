import {mkdtemp, rm, truncate, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {ndarray, random, readImage, writeImage} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, beforeAll, expect, test} from "vitest";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-image-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** A PNG file of some values. */
function png(
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
  values: Uint8Array | Uint16Array,
  space: string = channels > 2 ? "srgb" : "b-w"
): Promise<Buffer> {
  return sharp(values, {raw: {width, height, channels}}).toColourspace(space).png().toBuffer();
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const noise = ndarray(
  [64, 64],
  random(1)
    .permutation(4096)
    .map((value) => value % 256)
);
const redAndBlue = bytes(255, 0, 0, 0, 0, 255);

for (const channels of [1, 3, 4]) {
  test(`a picture of ${channels} channels is written as PNG and read again without a change`, async () => {
    const source = random(channels);
    const values = Array.from({length: 5 * 7 * channels}, () => Math.floor(source.uniform() * 256));
    const image = ndarray([5, 7, channels], values);
    const path = join(folder, `${channels}.png`);
    await writeImage(path, image);
    expect(await readImage(path, {channels: channels as 1 | 3 | 4})).toEqual(image);
  });
}

test("a picture of two axes is grey, and values are rounded and limited", async () => {
  const path = join(folder, "grey.png");
  await writeImage(path, ndarray([2, 2], [-5, 0.5, 127.6, 300]));
  expect(await readImage(path, {channels: 1})).toEqual(ndarray([2, 2, 1], [0, 0, 128, 255]));
  expect((await readImage(path)).shape).toEqual([2, 2, 3]);
});

test("a JPEG comes back close, and closer with more quality", async () => {
  const values = Array.from({length: 32 * 32 * 3}, (_, i) => 128 + 100 * Math.sin(i / 50));
  const image = ndarray([32, 32, 3], values);
  const error = async (quality: number): Promise<number> => {
    const path = join(folder, `${quality}.jpg`);
    await writeImage(path, image, {quality});
    const {data} = await readImage(path);
    return [...data].reduce((sum, value, i) => sum + Math.abs(value - values[i]), 0) / data.length;
  };
  const [low, high] = [await error(20), await error(95)];
  expect(high).toBeLessThan(low);
  expect(high).toBeLessThan(10);
});

test("colour becomes grey by the weights of television", async () => {
  const file = await png(4, 1, 3, bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9));
  expect([...(await readImage(file, {channels: 1})).data]).toEqual([76, 150, 29, 9]);
});

test("opacity is laid over white, or kept as a fourth channel", async () => {
  const file = await png(2, 1, 4, bytes(0, 0, 0, 0, 200, 100, 0, 128));
  expect([...(await readImage(file)).data].slice(0, 3)).toEqual([255, 255, 255]);
  const [red, green, blue] = [...(await readImage(file)).data].slice(3);
  expect([red, green, blue]).toEqual([227, 177, 127]);
  expect([...(await readImage(file, {channels: 4})).data]).toEqual([0, 0, 0, 0, 200, 100, 0, 128]);
  const grey = await png(2, 1, 2, bytes(0, 0, 100, 255));
  expect([...(await readImage(grey, {channels: 1})).data]).toEqual([255, 100]);
});

test("16 bits become 8", async () => {
  const values = Uint16Array.from([0, 256, 25_700, 65_535]);
  const grey = await png(2, 2, 1, values, "grey16");
  expect([...(await readImage(grey, {channels: 1})).data]).toEqual([0, 1, 100, 255]);
  const colour = await png(1, 1, 3, values.subarray(1), "rgb16");
  expect([...(await readImage(colour)).data]).toEqual([1, 100, 255]);
});

test("a photo taken with the camera on its side stands upright, at its own size and another", async () => {
  const picture = sharp(redAndBlue, {raw: {width: 2, height: 1, channels: 3}});
  const file = await picture.png().withMetadata({orientation: 6}).toBuffer();
  const upright = await readImage(file);
  expect(upright.shape).toEqual([2, 1, 3]);
  expect([...upright.data]).toEqual([...redAndBlue]);
  expect((await readImage(file, {size: [4, 2]})).shape).toEqual([4, 2, 3]);
});

test("CMYK becomes red, green, blue", async () => {
  const picture = sharp({create: {width: 8, height: 8, channels: 3, background: "#f00"}});
  const file = await picture.toColourspace("cmyk").jpeg().toBuffer();
  const {shape, data} = await readImage(file);
  expect(shape).toEqual([8, 8, 3]);
  expect(data[0]).toBeGreaterThan(200);
  expect(data[2]).toBeLessThan(50);
});

test("a picture is brought to a size by stretching, or by cropping what stands out", async () => {
  const wide = bytes(...[0, 0, 255, 255].flatMap((v) => [v, v, v]), ...Array<number>(12).fill(128));
  const file = await png(4, 2, 3, wide);
  expect((await readImage(file, {size: 8})).shape).toEqual([8, 8, 3]);
  expect((await readImage(file, {size: [3, 5]})).shape).toEqual([3, 5, 3]);
  const cropped = await readImage(file, {size: 2, fit: "cover", channels: 1});
  expect([...cropped.data]).toEqual([0, 255, 128, 128]);
});

const cases: [title: string, make: () => Promise<string | Uint8Array>, message: RegExp][] = [
  [
    "a missing file",
    () => Promise.resolve(join(folder, "absent.png")),
    /^readImage: an image file is expected, but \S+absent\.png is not there$/
  ],
  ["a folder", () => Promise.resolve(folder), /but \S+ is a folder$/],
  [
    "an empty file",
    async () => {
      await writeFile(join(folder, "empty.png"), "");
      return join(folder, "empty.png");
    },
    /but \S+empty\.png is empty$/
  ],
  ["content of no bytes", () => Promise.resolve(bytes()), /but got 0 bytes$/],
  [
    "a file that is no picture",
    async () => {
      await writeFile(join(folder, "text.png"), "not a picture");
      return join(folder, "text.png");
    },
    /but \S+text\.png is none that can be read$/
  ],
  [
    "a PNG that is cut off",
    async () => {
      const path = join(folder, "cut.png");
      await writeImage(path, noise);
      await truncate(path, 900);
      return path;
    },
    /but \S+cut\.png is broken \(.*png.*\)$/
  ],
  [
    "a JPEG that is cut off",
    async () => {
      const path = join(folder, "cut.jpg");
      await writeImage(path, noise);
      await truncate(path, 900);
      return path;
    },
    /but \S+cut\.jpg is broken \(.*JPEG.*\)$/
  ]
];

for (const [title, make, message] of cases) {
  test(`${title} is named in one sentence`, async () => {
    const file = await make();
    await expect(readImage(file)).rejects.toThrow(RangeError);
    await expect(readImage(file)).rejects.toThrow(message);
  });
}

test("a picture too large to hold is refused with the way out, and read when it is made smaller", async () => {
  const path = join(folder, "large.png");
  const create = {width: 9000, height: 6000, channels: 3 as const, background: "#102030"};
  await sharp({create}).png().toFile(path);
  await expect(readImage(path)).rejects.toThrow(
    `readImage: a picture has at most 50 million pixels when it is read in full, but ${path} has ` +
      "6000×9000; with size it is read smaller"
  );
  expect([...(await readImage(path, {size: 1})).data]).toEqual([16, 32, 48]);
});

test("options that are none are refused", async () => {
  const file = await png(2, 1, 3, redAndBlue);
  await expect(readImage(file, {channels: 2 as never})).rejects.toThrow(
    "readImage: channels is 1, 3 or 4, but got 2"
  );
  await expect(readImage(file, {size: [0, 3]})).rejects.toThrow(
    "readImage: size is [height, width] in whole pixels, but got [0,3]"
  );
  await expect(readImage(file, {fit: "contain" as never})).rejects.toThrow(
    'readImage: fit is "fill" or "cover", but got "contain"'
  );
});

test("what is no picture is not written", async () => {
  const image = ndarray([1, 2], [0, 255]);
  const path = join(folder, "out.png");
  await expect(writeImage(join(folder, "out.bmp"), image)).rejects.toThrow(
    /^writeImage: a name ends in \.png, \.jpg or \.jpeg, but got \S+out\.bmp$/
  );
  await expect(writeImage(path, ndarray([1, 1, 2], [0, 1]))).rejects.toThrow(
    "writeImage: a picture is [height, width] or [height, width, 1, 3 or 4 channels], but got [1,1,2]"
  );
  await expect(writeImage(path, ndarray([0, 3], []))).rejects.toThrow("but got [0,3]");
  await expect(writeImage(path, ndarray([1, 2], [0, NaN]))).rejects.toThrow(
    "writeImage: brightness lies between 0 and 255, but value 1 is NaN"
  );
  await expect(writeImage(join(folder, "out.jpg"), image, {quality: 0})).rejects.toThrow(
    "writeImage: quality is a whole number from 1 to 100, but got 0"
  );
});

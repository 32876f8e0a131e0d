import {applications, ndarray, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {boxOfAnchor} from "../../../src/cnn/applications/anchors.ts";
import {view} from "../../../src/cnn/applications/view.ts";
import {squareAround, windowOf} from "../../../src/cnn/applications/window.ts";
import {bilinear} from "../../../src/cnn/image/bilinear.ts";

/** A picture of 2 × 2 whose pixels are 0, 10, 20, 30 in each colour. */
const picture = {
  height: 2,
  width: 2,
  data: Float32Array.from([0, 10, 20, 30].flatMap((value) => [value, value, value]))
};

/** The red of each pixel. */
const reds = ({data}: {data: Float32Array}): number[] =>
  [...data].filter((_, i) => i % 3 === 0).map((value) => Math.round(value * 1e4) / 1e4);

test("a view of the whole picture in its own size is the picture", () => {
  const whole = windowOf({top: 0, left: 0, height: 2, width: 2});
  expect(reds(view(picture, whole, [2, 2]))).toEqual([0, 10, 20, 30]);
});

test("a smaller view has the mean of the pixels, a larger one what lies between them", () => {
  const whole = windowOf({top: 0, left: 0, height: 2, width: 2});
  expect(reds(view(picture, whole, [1, 1]))).toEqual([15]);
  expect(reds(view(picture, whole, [1, 4]))).toEqual([10, 12.5, 17.5, 20]);
});

test("a view beyond the picture is black there, and one turned by a quarter lies on its side", () => {
  const right = windowOf({top: 0, left: 1, height: 2, width: 2});
  expect(reds(view(picture, right, [2, 2]))).toEqual([10, 0, 30, 0]);
  const turned = {corner: [0, 2], downward: [0, -2], rightward: [2, 0]} as const;
  expect(reds(view(picture, turned, [2, 2]))).toEqual([10, 30, 0, 20]);
});

test("the square around a box has its middle and its longer side", () => {
  expect(squareAround({top: 10, left: 0, height: 2, width: 6})).toEqual({
    top: 8,
    left: 0,
    height: 6,
    width: 6
  });
});

test("a map is stretched without being moved", () => {
  const map = ndarray([1, 2], [0, 1]);
  expect([...bilinear(map, [1, 4]).data]).toEqual([0, 0.25, 0.75, 1]);
});

test("an anchor's box is moved by tenths of its size, stretched, and cut off at the edge", () => {
  const anchors = [0.25, 0.25, 0.75, 0.75];
  const size = [100, 200] as const;
  expect(boxOfAnchor([0, 0, 0, 0], anchors, size, 0)).toEqual({
    top: 25,
    left: 50,
    height: 50,
    width: 100
  });
  // The middle from row 50 to row 50 + 50 · 2 / 10; the width doubled, and cut off at 0 and 200.
  const {top, left, height, width} = boxOfAnchor([2, 0, 0, 5 * Math.log(3)], anchors, size, 0);
  expect(top).toBeCloseTo(35);
  expect(height).toBeCloseTo(50);
  expect([left, width]).toEqual([0, 200]);
});

test("faces are compared by the distance of their descriptors", () => {
  const near = applications.compareFaces(ndarray([2], [0, 0]), ndarray([2], [0.18, 0.24]));
  expect(near.distance).toBeCloseTo(0.3);
  expect(near.same).toBe(true);
  const [one, other] = [ndarray([2], [0, 0]), ndarray([2], [0.3, 0.4])];
  expect(applications.compareFaces(one, other).same).toBe(false);
  expect(applications.compareFaces(one, other, {threshold: 0.6}).same).toBe(true);
});

test.each<[() => unknown, string]>([
  [() => applications.detect("nowhere.jpg"), "an image file is expected, but nowhere.jpg is not"],
  [() => applications.pose(new Uint8Array([1, 2, 3])), "pose: an image file is expected, but one"],
  [() => applications.segmentPerson(new Uint8Array()), "image file is expected, but got 0 bytes"],
  [
    () => applications.detectFaces(zeros([4, 4, 2])),
    "detectFaces: a picture is [height, width, 1 or 3], but got [4,4,2]"
  ],
  [
    () => applications.detect(ndarray([1, 1, 1], [-1])),
    "detect: brightness is from 0 to 255, but value 0 is -1"
  ],
  [
    () => applications.detect(7 as never),
    "detect: a picture is an array or an image file, but got 7"
  ],
  [
    () => applications.detect(zeros([1, 1, 3]), {threshold: 2}),
    "detect: threshold is from 0 to 1, but got 2"
  ],
  [() => applications.superResolve(zeros([1, 1, 3]), 3 as never), "factor is 2, but got 3"],
  [
    () => applications.superResolve(zeros([2001, 2000, 3])),
    "superResolve: a picture has at most 4 million pixels, but this one has 2001×2000"
  ],
  [
    () => applications.embedFace(zeros([4, 4, 3]), {} as never),
    "embedFace: a face has 68 points, but this one has 0"
  ],
  [
    () => Promise.resolve().then(() => applications.compareFaces(zeros([2]), zeros([3]))),
    "compareFaces: descriptors have as many numbers, but got 2 and 3"
  ]
])("what cannot be looked at is refused before anything is fetched (%#)", async (call, message) => {
  await expect(call).rejects.toThrow(message);
});

import {applications, random, tf} from "@convnotes/cnn";
import {expect, test} from "vitest";

const {nonMaxSuppression} = applications;
const a = {top: 0, left: 0, height: 10, width: 10};
const b = {...a, left: 1};
const c = {...a, left: 20};

test("of two boxes of one thing the surer one stays, and one of another thing beside it", () => {
  expect(nonMaxSuppression([a, b, c], [0.8, 0.9, 0.7])).toEqual([1, 2]);
});

test("boxes that agree just as well as the threshold are of two things", () => {
  // 90 of 110 pixels.
  expect(nonMaxSuppression([a, b], [0.8, 0.9], {iouThreshold: 90 / 110})).toEqual([1, 0]);
  expect(nonMaxSuppression([a, b], [0.8, 0.9], {iouThreshold: 0.81})).toEqual([1]);
});

test("what was suppressed suppresses nothing: of a chain the first and the third stay", () => {
  const d = {...a, left: 4};
  const e = {...a, left: 8};
  // IoU 60 / 140 of neighbours, 20 / 180 of the ends.
  expect(nonMaxSuppression([a, d, e], [0.9, 0.8, 0.7], {iouThreshold: 0.3})).toEqual([0, 2]);
});

test("of boxes as sure the earlier stays, and no more than asked for", () => {
  expect(nonMaxSuppression([a, b], [0.5, 0.5])).toEqual([0]);
  expect(nonMaxSuppression([a, c], [0.5, 0.5], {maxBoxes: 1})).toEqual([0]);
  expect(nonMaxSuppression([], [])).toEqual([]);
});

test("it keeps the boxes that TensorFlow.js keeps", () => {
  const draws = random(7);
  const boxes = Array.from({length: 200}, () => ({
    top: draws.integer(60),
    left: draws.integer(60),
    height: 10 + draws.integer(30),
    width: 10 + draws.integer(30)
  }));
  const scores = boxes.map(() => draws.uniform());
  const corners = boxes.map(({top, left, height, width}) => [
    top,
    left,
    top + height,
    left + width
  ]);
  for (const iouThreshold of [0.1, 0.45, 0.7]) {
    const kept = tf.tidy(() =>
      tf.image
        .nonMaxSuppression(tf.tensor2d(corners), tf.tensor1d(scores), 40, iouThreshold)
        .arraySync()
    );
    expect(nonMaxSuppression(boxes, scores, {iouThreshold, maxBoxes: 40})).toEqual(kept);
  }
});

test.each<[() => unknown, string]>([
  [
    () => nonMaxSuppression([a], []),
    "nonMaxSuppression: each box has a score, but got 1 boxes and 0 scores"
  ],
  [
    () => nonMaxSuppression([a], [NaN]),
    "nonMaxSuppression: a score is a number, but that of box 0 is NaN"
  ],
  [
    () => nonMaxSuppression([a], [1], {iouThreshold: 2}),
    "nonMaxSuppression: iouThreshold is from 0 to 1 and maxBoxes from 0 up, but got 2 and Infinity"
  ]
])("non-maximum suppression says what is wrong (%#)", (call, message) => {
  expect(call).toThrow(new RangeError(message));
});

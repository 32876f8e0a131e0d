import {tf} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {drawMask} from "../../../../src/cnn/engine/compiled/drawMask.ts";

test.each([0, 0.1, 0.25, 0.5, 0.8])("a mask of rate %d is TensorFlow.js's, to the bit", (rate) => {
  for (const seed of [1, 12_345, 2 ** 31]) {
    const expected = tf.tidy(() => tf.dropout(tf.ones([64, 33]), rate, undefined, seed).dataSync());
    expect(drawMask([64, 33], rate, seed)).toEqual(expected);
  }
});

test("without a seed each mask is another", () => {
  expect(drawMask([100], 0.5)).not.toEqual(drawMask([100], 0.5));
});

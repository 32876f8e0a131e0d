import {tf} from "@convnotes/cnn";
import type {Tensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import {withoutBackground} from "../../../src/cnn/pretrained/withoutBackground.ts";
import {addingNorm, writeWeights} from "../../../src/cnn/pretrained/writeWeights.ts";

test("class 0 of 1,001 is taken out of a kernel's columns and of a bias", () => {
  const kernel = Float32Array.from({length: 2 * 1001}, (_, i) => i);
  const columns = withoutBackground(kernel);
  expect(columns).toHaveLength(2000);
  expect([columns[0], columns[999], columns[1000], columns[1999]]).toEqual([1, 1000, 1002, 2001]);
  expect(withoutBackground(kernel.slice(0, 1001))[0]).toBe(1);
});

test("a batch normalisation that was folded away only adds", () => {
  const model = tf.sequential({
    layers: [tf.layers.batchNormalization({name: "norm", inputShape: [3], epsilon: 1e-3})]
  });
  writeWeights(model, () => addingNorm(Float32Array.of(1, -2, 0.5), 1e-3));
  const y = tf.tidy(() => (model.predict(tf.tensor2d([[4, 5, 6]])) as Tensor).dataSync());
  [5, 3, 6.5].forEach((value, i) => expect(y[i]).toBeCloseTo(value, 5));
  model.dispose();
});

test("weights that are missing or of another size are named", () => {
  const model = tf.sequential({
    name: "net",
    layers: [tf.layers.dense({name: "head", units: 2, inputShape: [3]})]
  });
  expect(() => writeWeights(model, () => ({kernel: new Float32Array(5)}))).toThrow(
    "net: head/kernel has shape [3,2], but 5 values are given"
  );
  expect(() => writeWeights(model, () => ({kernel: new Float32Array(6)}))).toThrow(
    "net: head/bias has shape [2], but no values are given"
  );
  model.dispose();
});

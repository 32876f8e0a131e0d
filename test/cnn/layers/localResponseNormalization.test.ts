import {random, scratch, tf, toNDArray, toTensor, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {LocalResponseNormalization} from "../../../src/cnn/layers/localResponseNormalization.ts";

const paper = {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75};

test("the layer computes what the plain loops do, and says so again after a trip through JSON", async () => {
  const x = zeros([2, 3, 3, 7]);
  const source = random(1);
  x.data.forEach((_, i) => (x.data[i] = 40 * source.normal()));
  const expected = scratch.localResponseNorm(x, paper);
  const input = tf.input({shape: [3, 3, 7]});
  const output = new LocalResponseNormalization(paper).apply(input) as typeof input;
  const model = tf.model({inputs: input, outputs: output});
  const copy = await tf.models.modelFromJSON(model.toJSON(undefined, false) as never);
  for (const one of [model, copy]) {
    const y = await toNDArray(one.predict(toTensor(x)) as never);
    expect(y.shape).toEqual(x.shape);
    y.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i], 4));
  }
});

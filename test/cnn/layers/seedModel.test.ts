import {expect, test} from "vitest";
import {drawWeights} from "../../../src/cnn/layers/drawWeights.ts";
import {seedModel} from "../../../src/cnn/layers/seedModel.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";

const {initializers} = tf;
const seed = 1_234_567;
const drawn = {
  randomUniform: initializers.randomUniform({seed}),
  "randomUniform of a range": initializers.randomUniform({minval: -3, maxval: 0.7, seed}),
  randomNormal: initializers.randomNormal({seed}),
  "randomNormal around 4": initializers.randomNormal({mean: 4, stddev: 0.01, seed}),
  truncatedNormal: initializers.truncatedNormal({mean: -1, stddev: 2, seed}),
  glorotUniform: initializers.glorotUniform({seed}),
  glorotNormal: initializers.glorotNormal({seed}),
  heUniform: initializers.heUniform({seed}),
  heNormal: initializers.heNormal({seed}),
  leCunUniform: initializers.leCunUniform({seed}),
  "varianceScaling by outputs": initializers.varianceScaling({
    scale: 3,
    mode: "fanOut",
    distribution: "uniform",
    seed
  })
};
type Drawn = Parameters<typeof drawWeights>[0];

test.each(Object.entries(drawn))(
  "what is drawn for %s is what TensorFlow.js draws from the same seed, to the last bit",
  (_, initializer) => {
    for (const shape of [[3, 5, 7, 11], [101, 33], [13], [1]]) {
      const expected = initializer.apply(shape).dataSync();
      expect(drawWeights(initializer as unknown as Drawn, shape)).toEqual(expected);
    }
  }
);

test("an initialiser that draws otherwise, or from no seed, is left to TensorFlow.js", () => {
  const others = [initializers.orthogonal({seed}), initializers.ones(), initializers.heNormal({})];
  for (const other of others) {
    expect(drawWeights(other as unknown as Drawn, [4, 4])).toBeUndefined();
  }
  const kernelInitializer = initializers.orthogonal({});
  const dense = tf.layers.dense({units: 3, inputShape: [3], kernelInitializer});
  const model = seedModel(tf.sequential({layers: [dense]}), 1);
  const [kernel] = model.getWeights();
  const product = tf.matMul(kernel, kernel, true).dataSync();
  [1, 0, 0, 0, 1, 0, 0, 0, 1].forEach((v, k) => expect(product[k]).toBeCloseTo(v, 5));
  model.dispose();
});

test("seedModel draws the same weights from the same seed, and others from another", () => {
  const weightsOf = (seed: number): Float32Array => {
    const model = tf.sequential({layers: [tf.layers.dense({units: 50, inputShape: [30]})]});
    const values = seedModel(model, seed).getWeights()[0].dataSync<"float32">().slice();
    model.dispose();
    return values;
  };
  expect(weightsOf(3)).toEqual(weightsOf(3));
  expect(weightsOf(3)).not.toEqual(weightsOf(4));
  expect(new Set(weightsOf(3)).size).toBeGreaterThan(1490);
});

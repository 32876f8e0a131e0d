import type {Tensor, Tensor4D} from "@tensorflow/tfjs";
import {afterAll, describe, expect, test} from "vitest";
import {random, tf, useEngine} from "@convnotes/cnn";

const quiet = {threads: 2, log: (): void => {}};
afterAll(() => useEngine("cpu", quiet));

describe.for(["native", "wasm"] as const)("on %s", (engine) => {
  test("each pixel gets the sum of its copies' gradients, in every image of a batch", async () => {
    await useEngine(engine, quiet);
    const before = tf.memory().numTensors;
    const values = tf.tidy(() => {
      const x = tf.zeros([2, 1, 2, 1]);
      const dy = tf.range(1, 17).reshape([2, 2, 4, 1]);
      const layer = tf.layers.upSampling2d({size: [2, 2]});
      return tf
        .grad((image) => layer.apply(image) as Tensor)(x, dy)
        .dataSync();
    });
    // The first image's gradients are 1 2 3 4 over 5 6 7 8, the second's 9 10 11 12 over 13 14 15 16.
    expect([...values]).toEqual([
      1 + 2 + 5 + 6,
      3 + 4 + 7 + 8,
      9 + 10 + 13 + 14,
      11 + 12 + 15 + 16
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("the gradient is that of central differences, up and down, however pixels are aligned", async () => {
    await useEngine(engine, quiet);
    const source = random(4);
    const length = (): number => 1 + source.integer(5);
    for (const [alignCorners, halfPixelCenters] of [
      [false, false],
      [true, false],
      [false, true]
    ]) {
      for (let round = 0; round < 8; ++round) {
        const shape: [number, number, number, number] = [2, length(), length(), 2];
        const size: [number, number] = [length(), length()];
        // Whole numbers: then sums are exact.
        const draw = (n: number): number[] => Array.from({length: n}, () => source.integer(9) - 4);
        const x = draw(tf.util.sizeFromShape(shape));
        const weights = draw(2 * size[0] * size[1] * 2);
        const loss = (image: Tensor): Tensor =>
          tf.image
            .resizeNearestNeighbor(image as Tensor4D, size, alignCorners, halfPixelCenters)
            .mul(tf.tensor4d(weights, [2, ...size, 2]))
            .sum();
        const lossAt = (k: number, step: number): number =>
          tf.tidy(() => loss(tf.tensor4d(x.with(k, x[k] + step), shape)).dataSync()[0]);
        const gradient = tf.tidy(() => [...tf.grad(loss)(tf.tensor4d(x, shape)).dataSync()]);
        expect(gradient, `${[shape, size, alignCorners, halfPixelCenters].join(" ")}`).toEqual(
          x.map((_, k) => (lossAt(k, 1) - lossAt(k, -1)) / 2)
        );
      }
    }
  });
});

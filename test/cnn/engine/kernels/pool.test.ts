import type {Tensor, Tensor4D} from "@tensorflow/tfjs";
import {afterAll, expect, test} from "vitest";
import {tf, useEngine} from "@convnotes/cnn";

const quiet = {threads: 2, log: (): void => {}};
afterAll(() => useEngine("cpu", quiet));

test.for(["native", "wasm"] as const)(
  "on %s, average pooling over a margin has TensorFlow.js's gradient, divided by the whole window",
  async (engine) => {
    const gradient = (): number[] =>
      tf.tidy(() => {
        const pool = (x: Tensor): Tensor => tf.avgPool(x as Tensor4D, 2, 2, "same");
        return [
          ...tf
            .grad(pool)(tf.ones([1, 3, 3, 1]))
            .dataSync()
        ];
      });
    await useEngine("cpu", quiet);
    const expected = gradient();
    await useEngine(engine, quiet);
    expect(gradient()).toEqual(expected);
    expect(expected).toEqual(new Array(9).fill(1 / 4)); // though the last pixel is alone in its window
  }
);

import {afterAll, beforeAll, expect, test} from "vitest";
import {engineInfo, tf, useEngine, type EngineName} from "@convnotes/cnn";
import {parityCases, type Case} from "./parityCases.ts";

const cases = parityCases(20);
const quiet = {threads: 2, log: () => {}};
let expected: Result[][];

interface Result {
  shape: number[];
  values: Float32Array;
}

beforeAll(async () => {
  await useEngine("cpu", quiet);
  expected = cases.map(compute);
});

afterAll(() => useEngine("cpu", quiet));

function compute({compute}: Case): Result[] {
  return tf.tidy(() =>
    compute().map((tensor) => ({
      shape: tensor.shape,
      values: tensor.dataSync<"float32">()
    }))
  );
}

/** The largest difference, relative to the largest value: what rounding in single precision leaves. */
function difference(a: Result, b: Result): number {
  let scale = 1;
  let most = 0;
  a.values.forEach((value, i) => {
    if (Object.is(value, b.values[i])) return;
    scale = Math.max(scale, Math.abs(value));
    // A number against NaN is no small difference.
    most = Math.max(most, Math.abs(value - b.values[i]) || (value === b.values[i] ? 0 : Infinity));
  });
  return most / scale;
}

test.for<EngineName>(["native", "wasm"])(
  "%s computes what the CPU backend does, in 750 cases of every kind",
  async (engine) => {
    await useEngine(engine, quiet);
    expect(engineInfo().engine).toBe(engine);
    expect(cases).toHaveLength(750);
    const before = tf.memory().numTensors;
    const wrong = cases.flatMap((one, i) => {
      const results = compute(one);
      return results.flatMap((result, k) => {
        expect(result.shape, one.name).toEqual(expected[i][k].shape);
        const off = difference(expected[i][k], result);
        return off < 2e-5 ? [] : [`${one.name}: result ${k} is off by ${off}`];
      });
    });
    expect(wrong).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  }
);

import {execFile} from "node:child_process";
import {createRequire} from "node:module";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import type {Rank} from "@tensorflow/tfjs";
import {afterEach, describe, expect, test, vi} from "vitest";
import {engineInfo, tf, useEngine} from "@convnotes/cnn";
import type {EngineName} from "@convnotes/cnn";
import type {HeapBackend} from "../../../src/cnn/engine/backend.ts";

const input = (name: string): string =>
  fileURLToPath(new URL(`../../input/engine/${name}`, import.meta.url));
const library = new URL("../../../src/cnn/dist/", import.meta.url).href;

interface Outcome {
  said: string[];
  engine: EngineName;
  backend: string;
  hash: string;
  losses: [number, number];
  memory: {tensors: number; heap: number}[];
}

/** Trains in a process of its own, since what is loaded there stays. */
async function train(
  engine: EngineName | "auto",
  {threads = 2, steps = 200, eager = false, require = "", env = {}} = {}
): Promise<Outcome> {
  const flags = require ? ["--require", input(require)] : [];
  const {stdout} = await promisify(execFile)(
    process.execPath,
    [
      ...[...flags, input("train.js"), engine, String(threads), library, String(steps)],
      ...(eager ? ["eager"] : [])
    ],
    {env: {...process.env, CONVNOTES_ENGINE: undefined, ...env}}
  );
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Outcome;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await useEngine("cpu", {log: () => {}});
});

describe("choosing", () => {
  test("an engine says once what it is, with how many threads, and why", async () => {
    const said: string[] = [];
    const options = {threads: 2, log: (line: string) => said.push(line)};
    await useEngine("native", options);
    await useEngine("native", options);
    expect(said).toEqual([
      "engine: native (onnxruntime 1.16.3), 2 threads for compiled models, 1 for single operations; asked for"
    ]);
    expect(tf.getBackend()).toBe("native");
    // Single operations run on one thread, as the line says.
    expect((tf.backend() as HeapBackend).threads.count).toBe(1);
    expect(engineInfo()).toEqual({
      engine: "native",
      threads: 2,
      compiled: true,
      with: "onnxruntime 1.16.3",
      why: "asked for",
      passedOver: []
    });
  });

  test("auto takes native, or what CONVNOTES_ENGINE says", async () => {
    const said: string[] = [];
    const log = (line: string): unknown => said.push(line);
    vi.stubEnv("CONVNOTES_ENGINE", undefined);
    expect((await useEngine("auto", {threads: 2, log})).engine).toBe("native");
    vi.stubEnv("CONVNOTES_ENGINE", "cpu");
    expect((await useEngine("auto", {threads: 2, log})).engine).toBe("cpu");
    expect(engineInfo()).toMatchObject({engine: "cpu", threads: 1, compiled: false});
    expect(said).toEqual([
      "engine: native (onnxruntime 1.16.3), 2 threads for compiled models, 1 for single operations; the fastest that works here",
      "engine: cpu (JavaScript), 1 thread; CONVNOTES_ENGINE"
    ]);
  });

  test("an unknown engine, or no whole number of threads, is refused", async () => {
    await expect(useEngine("gpu" as EngineName)).rejects.toThrow(
      'useEngine: the engine is one of auto, tensorflow, native, wasm, webgpu, cpu, but got "gpu"'
    );
    await expect(useEngine("wasm", {threads: 1.5})).rejects.toThrow(
      "useEngine: threads is a whole number of 1 or more, but got 1.5"
    );
    vi.stubEnv("CONVNOTES_ENGINE", "fast");
    await expect(useEngine()).rejects.toThrow(/^useEngine: CONVNOTES_ENGINE is one of .*"fast"$/);
  });

  test("tensors made on one engine are used on another", async () => {
    const x = tf.tensor1d([1, 2, 3]);
    for (const engine of ["native", "wasm", "cpu", "native"] as const) {
      await useEngine(engine, {threads: 2, log: () => {}});
      expect([...x.square().dataSync()]).toEqual([1, 4, 9]);
    }
    x.dispose();
  });

  test("the number of threads can be changed, and tensors stay", async () => {
    const x = tf.randomNormal<Rank.R4>([4, 40, 40, 8], 0, 1, "float32", 1);
    const kernel = tf.randomNormal<Rank.R4>([3, 3, 8, 16], 0, 1, "float32", 2);
    const results: Float32Array[] = [];
    for (const threads of [1, 3, 2]) {
      await useEngine("wasm", {threads, log: () => {}});
      expect(engineInfo().threads).toBe(threads);
      expect((tf.backend() as HeapBackend).threads.count).toBe(threads);
      const y = tf.tidy(() => tf.conv2d(x, kernel, 1, "same"));
      results.push(y.dataSync<"float32">());
      y.dispose();
    }
    tf.dispose([x, kernel]);
    // Each output is one thread's work, so that here even the bits are the same.
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("webgpu names the package it misses, and steps down", async () => {
    const {engine, passedOver} = await useEngine("webgpu", {threads: 2, log: () => {}});
    expect(engine).toBe("native");
    expect(passedOver).toEqual(["webgpu (webgpu is not installed)"]);
  });
});

describe("without ONNX Runtime", () => {
  test("auto steps down to wasm, says so, and trains to the same bits as wasm does", async () => {
    const [hidden, asked] = await Promise.all([
      train("auto", {require: "hideOnnxruntime.cjs"}),
      train("wasm")
    ]);
    expect(hidden.said).toEqual([
      "engine: wasm (WebAssembly), 2 threads; the fastest that works here; " +
        "passed over: native (onnxruntime-node is not installed)"
    ]);
    expect(hidden.backend).toBe("wasm");
    expect(hidden.hash).toBe(asked.hash);
  });
});

describe("200 steps of training", () => {
  test.for([
    ["native", 2, "as one graph"],
    ["native", 2, "operation by operation"],
    ["wasm", 2, "operation by operation"],
    ["wasm", 1, "operation by operation"]
  ] as const)(
    "twice give the same weights to the bit, a lower loss and no leak on %s with %i threads, %s",
    async ([engine, threads, how]) => {
      const eager = how !== "as one graph";
      const [first, second] = await Promise.all([
        train(engine, {threads, eager}),
        train(engine, {threads, eager})
      ]);
      expect(first.engine).toBe(engine);
      expect(first.hash).toBe(second.hash);
      expect(first.losses[1]).toBeLessThan(0.1 * first.losses[0]);
      const [, ...later] = first.memory;
      if (eager) expect(first.memory[0].heap).toBeGreaterThan(0);
      for (const used of later) expect(used).toEqual(first.memory[0]);
    }
  );
});

describe("TensorFlow for Node", () => {
  const env = {
    NODE_PATH: input("tensorflow"),
    STAND_IN_TFJS: createRequire(import.meta.url).resolve("@tensorflow/tfjs")
  };

  test("is preferred by auto where it finds a graphics card, its node:util repaired", async () => {
    const {said, backend} = await train("auto", {
      env,
      steps: 1,
      require: "forgetUtil.cjs"
    });
    expect(said).toEqual([
      "engine: tensorflow (@tensorflow/tfjs-node-gpu), 2 threads; it found a graphics card"
    ]);
    expect(backend).toBe("tensorflow");
  });

  test("is passed over by auto where it finds none, but taken when asked for", async () => {
    const [auto, asked] = await Promise.all([
      train("auto", {steps: 1, env: {...env, STAND_IN: "no card"}}),
      train("tensorflow", {steps: 1, env: {...env, STAND_IN: "no card"}})
    ]);
    expect(auto.said).toEqual([
      "engine: native (onnxruntime 1.16.3), 2 threads for compiled models, 1 for single operations; the fastest that works here; " +
        "passed over: tensorflow (@tensorflow/tfjs-node-gpu found no graphics card)"
    ]);
    expect(asked.said).toEqual([
      "engine: tensorflow (@tensorflow/tfjs-node-gpu), 2 threads; asked for"
    ]);
  });

  test("that does not load, or computes wrong results, is passed over with the reason", async () => {
    const [broken, wrong, missing] = await Promise.all([
      train("tensorflow", {steps: 1, env: {...env, STAND_IN: "broken"}}),
      train("tensorflow", {steps: 1, env: {...env, STAND_IN: "wrong"}}),
      train("tensorflow", {steps: 1})
    ]);
    expect(broken.said[0]).toContain(
      "tensorflow (@tensorflow/tfjs-node-gpu does not load: libtensorflow.so.2: cannot open shared object file)"
    );
    expect(wrong.said[0]).toContain("tensorflow (max pool should be [4,3,1,0], but is [0,0,0,0])");
    expect(missing.said[0]).toContain(
      "tensorflow (neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed)"
    );
    expect([broken.engine, wrong.engine, missing.engine]).toEqual(["native", "native", "native"]);
  });
});

import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {
  loadGraphModel,
  loadOnnx,
  loadTflite,
  loadWeights,
  ndarray,
  tf,
  zeros
} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {OnnxGraph} from "../../../src/cnn/engine/onnx.ts";
import {random} from "../../../src/cnn/random.ts";
import {
  byte,
  bytes,
  float,
  flatbuffer,
  floats,
  int,
  ints,
  longs,
  table,
  tables,
  text,
  type Fields
} from "./flatbuffer.ts";
import {smallModel} from "./kerasFiles.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-models-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

const source = random(3);
const normal = (...shape: number[]) =>
  ndarray(
    shape,
    Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => source.normal())
  );

const x = normal(2, 5, 5, 3);
const kernel = normal(3, 3, 3, 4);

/** `relu(x * kernel)`, by TensorFlow.js. */
const expected = tf
  .tidy(() =>
    tf
      .relu(
        tf.conv2d(
          tf.tensor4d(x.data as Float32Array, [2, 5, 5, 3]),
          tf.tensor4d(kernel.data as Float32Array, [3, 3, 3, 4]),
          1,
          "same"
        )
      )
      .arraySync()
  )
  .flat(3);

const expectClose = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5): void => {
  expect(a.length).toBe(b.length);
  const worst = Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
};

/** A graph model of one convolution, as TensorFlow's converter writes it. */
async function writeGraphModel(): Promise<string> {
  const text = (value: string): {s: string} => ({s: Buffer.from(value).toString("base64")});
  const type = {type: "DT_FLOAT"};
  const size = (n: number): {size: string} => ({size: String(n)});
  const node = [
    {
      name: "pictures",
      op: "Placeholder",
      attr: {dtype: type, shape: {shape: {dim: [size(-1), size(5), size(5), size(3)]}}}
    },
    {name: "kernel", op: "Const", attr: {dtype: type}},
    {
      name: "conv",
      op: "Conv2D",
      input: ["pictures", "kernel"],
      attr: {
        T: type,
        strides: {list: {i: ["1", "1", "1", "1"]}},
        padding: text("SAME"),
        data_format: text("NHWC"),
        dilations: {list: {i: ["1", "1", "1", "1"]}}
      }
    },
    {name: "maps", op: "Relu", input: ["conv"], attr: {T: type}}
  ];
  const json = {
    format: "graph-model",
    modelTopology: {node, versions: {producer: 27}},
    weightsManifest: [
      {paths: ["weights.bin"], weights: [{name: "kernel", shape: kernel.shape, dtype: "float32"}]}
    ]
  };
  await writeFile(join(folder, "model.json"), JSON.stringify(json));
  await writeFile(join(folder, "weights.bin"), kernel.data);
  return join(folder, "model.json");
}

test("a part of a graph runs alone, and a constant that is asked for stays", async () => {
  const path = await writeGraphModel();
  const model = await loadGraphModel(path, {inputs: ["conv"], outputs: ["maps", "kernel"]});
  expect(model.inputs.map(({name}) => name)).toEqual(["conv"]);
  for (let again = 0; again < 2; ++again) {
    const [maps, constant] = await model.predictAll(ndarray([1, 1, 1, 4], [-1, 0, 2, -3]));
    expect([...maps.data]).toEqual([0, 0, 2, 0]);
    expectClose(constant.data, kernel.data);
  }
  model.dispose();
  await expect(loadGraphModel(path, {outputs: ["head"]})).rejects.toThrow(
    "loadGraphModel: an operation of the graph is expected, but none is called head"
  );
});

test("a graph without a format, as the first converters wrote it, is one", async () => {
  const path = await writeGraphModel();
  const json = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  delete json.format;
  await writeFile(path, JSON.stringify(json));
  const model = await loadGraphModel(path);
  expectClose((await model.predict(x)).data, expected);
  model.dispose();
});

test("a graph model is run as TensorFlow.js runs it, and leaves nothing behind", async () => {
  const path = await writeGraphModel();
  const tensors = tf.memory().numTensors;
  const model = await loadGraphModel(path);
  expect(model).toMatchObject({
    format: "tfjs-graph",
    inputs: [{name: "pictures", shape: [null, 5, 5, 3]}],
    outputs: [{name: "maps"}]
  });
  const held = tf.memory().numTensors;
  const maps = await model.predict(x);
  expect(maps.shape).toEqual([2, 5, 5, 4]);
  expectClose(maps.data, expected);
  const tensor = tf.tensor(x.data, [2, 5, 5, 3]);
  expectClose((await model.predictAll([tensor]))[0].data, expected);
  tensor.dispose();
  expect(tf.memory().numTensors).toBe(held);
  await expect(model.predict(zeros([1, 5, 5, 1]))).rejects.toThrow(
    "loadGraphModel: input pictures is [n,5,5,3], but got [1,5,5,1]"
  );
  await expect(model.predict([x, x])).rejects.toThrow("the model takes 1 inputs, but got 2");
  await expect(model.predict("cat" as never)).rejects.toThrow(
    'is an array or a tensor, but got "cat"'
  );
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(model.predict(x)).rejects.toThrow("the model was disposed of, but is run");
  await expect(loadWeights(smallModel(), path)).rejects.toThrow(
    "a layers model is expected, but " + path + " is a graph model, which loadGraphModel runs"
  );
});

test("an ONNX model is run by ONNX Runtime", async () => {
  const graph = new OnnxGraph();
  const input = graph.input("x", ["n", 3, 5, 5]);
  // [filters, channels, height, width], of [height, width, channels, filters].
  const turned = tf.tidy(() =>
    tf.transpose(tf.tensor(kernel.data as Float32Array, [3, 3, 3, 4]), [3, 2, 0, 1]).dataSync()
  );
  const weights = graph.constant([4, 3, 3, 3], turned);
  const conv = graph.node("Conv", [input, weights], {pads: [1, 1, 1, 1]});
  graph.output("y", ["n", 4, 5, 5], graph.node("Relu", [conv]));
  const model = await loadOnnx(graph.encode(), {threads: 1});
  expect(model.inputs.map(({name}) => name)).toEqual(["x"]);
  const planes = tf.tidy(() =>
    tf.transpose(tf.tensor(x.data as Float32Array, [2, 5, 5, 3]), [0, 3, 1, 2]).dataSync()
  );
  const {shape, data} = await model.predict(ndarray([2, 3, 5, 5], planes));
  expect(shape).toEqual([2, 4, 5, 5]);
  const maps = tf.tidy(() =>
    tf.transpose(tf.tensor(Array.from(data), [2, 4, 5, 5]), [0, 2, 3, 1]).dataSync()
  );
  expectClose(maps, expected);
  model.dispose();
  await expect(loadOnnx(Buffer.from("no graph"))).rejects.toThrow(
    /^loadOnnx: an .onnx file that ONNX Runtime \S+ knows is expected, but the 8 bytes given is not/
  );
});

/** Whole numbers of a byte for real ones, and what is left of those. */
function quantized(
  values: ArrayLike<number>,
  scale: number,
  zero: number
): {whole: number[]; real: number[]} {
  const whole = Array.from(values, (value) =>
    Math.min(255, Math.max(0, Math.round(value / scale) + zero))
  );
  return {whole, real: whole.map((value) => scale * (value - zero))};
}

/** A file of one convolution of whole numbers, a mean, and a softmax of real ones. */
function tfliteFile(conv = 3): {file: Uint8Array; real: number[]} {
  // [filters, height, width, channels].
  const turned = tf.tidy(() =>
    tf.transpose(tf.tensor(kernel.data as Float32Array, [3, 3, 3, 4]), [3, 0, 1, 2]).dataSync()
  );
  const {whole, real} = quantized(turned, 0.03, 110);
  const tensor = (
    name: string,
    shape: number[],
    type: number,
    buffer: number,
    scale?: [number, number]
  ): Fields => ({
    0: ints(shape),
    1: byte(type),
    2: int(buffer),
    3: text(name),
    ...(scale && {4: table({2: floats([scale[0]]), 3: longs([scale[1]])})})
  });
  const [float32, int32, uint8] = [0, 2, 3];
  const operator = (code: number, inputs: number[], output: number, options?: Fields): Fields => ({
    0: int(code),
    1: ints(inputs),
    2: ints([output]),
    ...(options && {4: table(options)})
  });
  const file = flatbuffer("TFL3", {
    0: int(3),
    1: tables([{0: byte(conv)}, {0: byte(40)}, {0: byte(6)}, {3: int(25)}]),
    2: tables([
      {
        0: tables([
          tensor("x", [1, 5, 5, 3], uint8, 0, [0.02, 128]),
          tensor("kernel", [4, 3, 3, 3], uint8, 1, [0.03, 110]),
          // No activation: that nothing is below 0 is the zero point's doing.
          tensor("maps", [1, 3, 3, 4], uint8, 0, [0.05, 0]),
          tensor("axes", [2], int32, 2),
          tensor("means", [1, 4], uint8, 0, [0.05, 0]),
          tensor("real", [1, 4], float32, 0),
          tensor("y", [1, 4], float32, 0)
        ]),
        1: ints([0]),
        2: ints([6]),
        3: tables([
          operator(0, [0, 1, -1], 2, {0: byte(0), 1: int(2), 2: int(2)}),
          operator(1, [2, 3], 4, {0: byte(0)}),
          operator(2, [4], 5),
          operator(3, [5], 6, {0: float(0.5)})
        ])
      }
    ]),
    3: text("test"),
    4: tables([{}, {0: bytes(whole)}, {0: bytes(Buffer.from(Int32Array.of(1, 2).buffer))}])
  });
  return {file, real};
}

test("a TensorFlow Lite model of whole numbers is run with their rounding and their bounds", async () => {
  const {file, real} = tfliteFile();
  const tensors = tf.memory().numTensors;
  const model = await loadTflite(file);
  expect(model).toMatchObject({
    inputs: [{name: "x", shape: [1, 5, 5, 3]}],
    outputs: [{name: "y", shape: [1, 4]}]
  });
  const picture = x.data.slice(0, 75);
  const y = await model.predict(ndarray([1, 5, 5, 3], picture));
  const steps = tf.tidy(() => {
    const seen = quantized(picture, 0.02, 128).real;
    const weights = tf.transpose(tf.tensor4d(real, [4, 3, 3, 3]), [1, 2, 3, 0]);
    const maps = tf.conv2d(tf.tensor4d(seen, [1, 5, 5, 3]), weights, 2, "same");
    const rounded = quantized(maps.dataSync(), 0.05, 0).real;
    const means = tf.mean(tf.tensor4d(rounded, [1, 3, 3, 4]), [1, 2]);
    return tf.softmax(tf.mul(tf.tensor(quantized(means.dataSync(), 0.05, 0).real), 0.5)).dataSync();
  });
  expectClose(y.data, steps);
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test("a TensorFlow Lite file that is broken or strange is one error", async () => {
  const {file} = tfliteFile();
  await expect(loadTflite(Buffer.from("no flatbuffer"))).rejects.toThrow(
    "a .tflite file is expected, but the 13 bytes given is none"
  );
  for (const part of [100, 400, file.length - 200]) {
    await expect(loadTflite(file.subarray(0, part))).rejects.toThrow(
      /a whole .tflite file is expected, but in the \d+ bytes given an offset leads outside/
    );
  }
  await expect(loadTflite(tfliteFile(7).file)).rejects.toThrow(
    "has the operator number 7, which is not read here"
  );
});

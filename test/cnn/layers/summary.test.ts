import {readFileSync} from "node:fs";
import {summary, tf, zoo} from "@convnotes/cnn";
import type {SymbolicTensor} from "@tensorflow/tfjs";
import {describe, expect, test} from "vitest";

interface TableRow {
  name: string;
  kind: string;
  shape: string;
  params: string;
}

/** The rows of a table that Keras printed, as the course's notes have it (cut off after `Flatten`). */
function notesTable(name: string): TableRow[] {
  const file = new URL(`../../input/summaries/${name}.txt`, import.meta.url);
  const rows = readFileSync(file, "utf8").matchAll(
    /^(\w+?)(?:_\d+)? \((\w+)\)?\s+(\(None, [\d, ]+\))(?: ->)?\s+(\d+)$/gm
  );
  return [...rows].map(([, layer, kind, shape, params]) => ({name: layer, kind, shape, params}));
}

/** The rows of our table, cut at the columns of Keras's. */
function ourTable(text: string): TableRow[] {
  const lines = text.split("\n").filter((line) => line.includes("(None, "));
  return lines.map((line) => {
    const [, name, kind] = /^ (\w+?)(?:_\d+)? \((\w+)\)?$/.exec(line.slice(0, 29).trimEnd()) ?? [];
    return {
      name,
      kind,
      shape: line.slice(29, 55).trim(),
      params: line.slice(55, 65).trim()
    };
  });
}

describe("summary prints the rows of the notes' tables", () => {
  test.each([
    ["valid", 4],
    ["same", 4],
    ["strided", 4],
    ["pooled", 4]
  ] as const)("%s", (demo, rows) => {
    const expected = notesTable(demo);
    expect(expected).toHaveLength(rows);
    const ours = ourTable(summary(zoo.kerasDemo(demo)).toString());
    expect(ours.slice(0, rows)).toEqual(expected);
  });
});

test("summary gives the dense rows that the notes cut off", () => {
  const dense = (["valid", "same", "strided", "pooled"] as const).map((demo) =>
    summary(zoo.kerasDemo(demo)).rows.slice(-2)
  );
  expect(dense.map((rows) => rows.map(({shape, params}) => [shape, params]))).toEqual([
    [
      [[null, 128], 1982592],
      [[null, 10], 1290]
    ],
    [
      [[null, 128], 3211392],
      [[null, 10], 1290]
    ],
    [
      [[null, 128], 65664],
      [[null, 10], 1290]
    ],
    [
      [[null, 128], 102528],
      [[null, 10], 1290]
    ]
  ]);
});

test("summary prints a table as Keras does, with operations and memory on the right", async () => {
  await expect(`${summary(zoo.lenet5()).toString()}\n`).toMatchFileSnapshot(
    "../../output/summaries/lenet5.txt"
  );
});

test("summary counts 61,706 parameters in lenet-5", () => {
  const {totalParams, trainableParams, nonTrainableParams, rows} = summary(zoo.lenet5());
  expect([totalParams, trainableParams, nonTrainableParams]).toEqual([61706, 61706, 0]);
  expect(rows.map(({params}) => params)).toEqual([156, 0, 2416, 0, 0, 48120, 10164, 850]);
});

test("summary names layers from the first on, however many the process has made", () => {
  const names = (): string[] => summary(zoo.kerasDemo("pooled")).rows.map(({name}) => name);
  expect(names()).toEqual([
    "conv2d",
    "max_pooling2d",
    "conv2d_1",
    "max_pooling2d_1",
    "flatten",
    "dense",
    "dense_1"
  ]);
  expect(names()).toEqual(names());
});

test("summary keeps the names that an author gave", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({units: 2, inputShape: [3], name: "first"}),
      tf.layers.dense({units: 1})
    ]
  });
  expect(summary(model).rows.map(({name}) => name)).toEqual(["first", "dense"]);
});

/** A picture that goes two ways, which meet. */
function branching(): ReturnType<typeof tf.model> {
  const input = tf.input({shape: [8, 8, 3]});
  const conv = tf.layers.conv2d({filters: 4, kernelSize: 3, padding: "same"});
  const left = conv.apply(input) as SymbolicTensor;
  const right = tf.layers.batchNormalization().apply(left) as SymbolicTensor;
  const sum = tf.layers.add().apply([left, right]) as SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({}).apply(sum) as SymbolicTensor;
  return tf.model({
    inputs: input,
    outputs: tf.layers.dense({units: 2}).apply(pooled) as SymbolicTensor
  });
}

test("summary says of a graph what each layer is connected to", async () => {
  const model = summary(branching());
  expect(model.isChain).toBe(false);
  expect(model.rows.map(({name, connectedTo}) => [name, connectedTo])).toEqual([
    ["input_1", []],
    ["conv2d", ["input_1[0][0]"]],
    ["batch_normalization", ["conv2d[0][0]"]],
    ["add", ["conv2d[0][0]", "batch_normalization[0][0]"]],
    ["global_average_pooling2d", ["add[0][0]"]],
    ["dense", ["global_average_pooling2d[0][0]"]]
  ]);
  await expect(`${model.toString()}\n`).toMatchFileSnapshot("../../output/summaries/branching.txt");
});

test("summary tells trained numbers from the others", () => {
  const {totalParams, trainableParams, nonTrainableParams} = summary(branching());
  // batch normalisation of 4 channels: gamma and beta are trained, the two moving averages are not
  expect([totalParams, trainableParams, nonTrainableParams]).toEqual([138, 130, 8]);
});

test("summary counts a layer that is frozen as not trainable", () => {
  const model = zoo.lenet5();
  model.layers[0].trainable = false;
  const {trainableParams, nonTrainableParams} = summary(model);
  expect([trainableParams, nonTrainableParams]).toEqual([61706 - 156, 156]);
});

test("summary counts a multiply-add as two operations, and four bytes for each value", () => {
  const [conv, pool, , , , dense] = summary(zoo.lenet5()).rows;
  // 28·28·6 outputs, each 25 multiply-adds and a bias
  expect(conv.flops).toBe(28 * 28 * 6 * (2 * 25 + 1));
  expect(conv.activationBytes).toBe(28 * 28 * 6 * 4);
  expect(pool.flops).toBe(14 * 14 * 6 * 4);
  expect(dense.flops).toBe(120 * (2 * 400 + 1));
});

test("summary counts depthwise, separable and transposed convolutions by their windows", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.depthwiseConv2d({kernelSize: 3, inputShape: [8, 8, 4], useBias: false}),
      tf.layers.separableConv2d({filters: 5, kernelSize: 3, useBias: false}),
      tf.layers.conv2dTranspose({filters: 2, kernelSize: 2, strides: 2, useBias: false})
    ]
  });
  expect(summary(model).rows.map(({flops}) => flops)).toEqual([
    2 * 6 * 6 * 4 * 9,
    2 * (4 * 4 * 4 * 9 + 4 * 4 * 5 * 4),
    2 * (4 * 4 * 5) * 4 * 2
  ]);
});

test("summary leaves the operations of an uncounted layer open rather than guess", () => {
  const model = tf.sequential({layers: [tf.layers.lstm({units: 2, inputShape: [5, 3]})]});
  expect(summary(model).rows[0].flops).toBeUndefined();
  expect(summary(model).toString()).toMatch(/LSTM.* \? /);
});

test("summary shows a model within a model as one row", () => {
  const model = tf.sequential({layers: [zoo.lenet5(), tf.layers.dense({units: 2})]});
  const {rows, isChain, flops} = summary(model);
  expect(rows.map(({name, params}) => [name, params])).toEqual([
    ["sequential", 61706],
    ["dense", 22]
  ]);
  expect(isChain).toBe(true);
  expect(flops).toBe(summary(zoo.lenet5()).flops + 2 * 20 + 2);
  const second = tf.sequential({
    layers: [
      tf.layers.zeroPadding2d({padding: 2, inputShape: [28, 28, 1]}),
      zoo.lenet5(),
      tf.layers.dense({units: 2})
    ]
  });
  expect(summary(second).rows.map(({name, shape}) => [name, shape])).toEqual([
    ["zero_padding2d", [null, 32, 32, 1]],
    ["sequential", [null, 10]],
    ["dense", [null, 2]]
  ]);
  expect(summary(second)).toMatchObject({isChain: true, flops});
});

test("summary shows itself in a notebook as a table, and as text", () => {
  const bundle = summary(zoo.lenet5())[Symbol.for("Jupyter.display") as never] as () => object;
  const {"text/html": html, "text/plain": text} = bundle() as Record<string, string>;
  expect(text).toBe(summary(zoo.lenet5()).toString());
  expect(html.match(/<tr>/g)).toHaveLength(1 + 8 + 1);
  expect(html).toContain(">(None, 28, 28, 6)</td>");
  expect(html).toContain("61,706 parameters");
});

test("summary names the model that has no input shape yet", () => {
  const model = tf.sequential({name: "empty"});
  expect(() => summary(model)).toThrow(
    "summary: a model whose input shape is known is expected, but empty has none yet"
  );
});

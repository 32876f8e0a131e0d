import {
  classesOf,
  classReport,
  confusionMatrix,
  evaluate,
  fit,
  ndarray,
  predict,
  predictAll,
  random,
  schedules,
  tf,
  toNDArray,
  toTensor,
  type MetricName
} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {stripes, stripesNet} from "./stripes.ts";

/** A model that says what it is given. */
function echo(units: number): ReturnType<typeof tf.sequential> {
  return tf.sequential({
    layers: [tf.layers.activation({activation: "linear", inputShape: [units]})]
  });
}

const scored = (
  x: number[][],
  y: number[],
  metrics: MetricName[],
  loss?: "meanSquaredError" | "meanAbsoluteError"
): Promise<Record<string, number>> => {
  const units = x[0].length;
  return evaluate(echo(units), {x: ndarray([x.length, units], x.flat()), y}, {metrics, loss});
};

test("evaluate measures cross-entropy and accuracy of class numbers", async () => {
  const {loss, accuracy} = await scored(
    [
      [0.7, 0.2, 0.1],
      [0.1, 0.6, 0.3],
      [0.5, 0.25, 0.25]
    ],
    [0, 2, 1],
    ["accuracy"]
  );
  expect(loss).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3) + Math.log(0.25)) / 3, 6);
  expect(accuracy).toBeCloseTo(1 / 3, 6);
});

test("evaluate takes the right side of one half for accuracy of a single unit", async () => {
  const {loss, accuracy} = await scored([[0.9], [0.4], [0.2], [0.6]], [1, 1, 0, 0], ["accuracy"]);
  const ps = [0.9, 0.4, 0.8, 0.4];
  expect(loss).toBeCloseTo(-ps.reduce((sum, p) => sum + Math.log(p), 0) / 4, 6);
  expect(accuracy).toBe(0.5);
});

test("evaluate measures errors of numbers", async () => {
  const metrics: MetricName[] = ["meanSquaredError", "meanAbsoluteError"];
  const scores = await scored([[1], [2], [4]], [1, 4, 0], metrics, "meanAbsoluteError");
  expect(scores.loss).toBeCloseTo(2, 6);
  expect(scores.meanSquaredError).toBeCloseTo(20 / 3, 5);
  expect(scores.meanAbsoluteError).toBeCloseTo(2, 6);
});

test("evaluate counts the five most probable classes", async () => {
  const row = [0.3, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05];
  const {top5Accuracy} = await scored([row, row, row], [0, 4, 5], ["top5Accuracy"]);
  expect(top5Accuracy).toBeCloseTo(2 / 3, 6);
});

test("evaluate takes a metric and a loss of one's own", async () => {
  const x = ndarray([2, 2], [1, 2, 3, 4]);
  const scores = await evaluate(
    echo(2),
    {x, y: [10, 20]},
    {
      loss: (y, p) => tf.sub(tf.sum(y), tf.sum(p)),
      metrics: [
        function greatest(_, p) {
          return Math.max(...p.data);
        }
      ]
    }
  );
  expect(scores).toEqual({loss: 20, greatest: 4});
});

test("evaluate gives what fit gave as validation, in batches of any size", async () => {
  const model = stripesNet({noisy: true});
  const others = stripes(50, 2);
  const {history} = await fit(model, stripes(48, 1), {validation: others, quiet: true});
  for (const batchSize of [1, 7, 50, 128]) {
    const {loss, accuracy} = await evaluate(model, others, {batchSize});
    expect(loss).toBeCloseTo(history.val_loss[0], 5);
    expect(accuracy).toBeCloseTo(history.val_accuracy[0], 6);
  }
});

test("predict gives what the model gives, in batches of any size", async () => {
  const model = stripesNet({noisy: true});
  const {x} = stripes(23, 3);
  const expected = await toNDArray(model.predict(toTensor(x)) as ReturnType<typeof toTensor>);
  for (const batchSize of [1, 7, 23, 128]) {
    const {shape, data} = await predict(model, x, {batchSize});
    expect(shape).toEqual([23, 3]);
    data.forEach((p, i) => expect(p).toBeCloseTo(expected.data[i], 5));
  }
});

test("predictAll gives an array for each output", async () => {
  const input = tf.input({shape: [2]});
  const double = tf.layers.add().apply([input, input]);
  const model = tf.model({inputs: input, outputs: [input, double] as (typeof input)[]});
  const [same, twice] = await predictAll(model, ndarray([2, 2], [1, 2, 3, 4]));
  expect([...same.data]).toEqual([1, 2, 3, 4]);
  expect([...twice.data]).toEqual([2, 4, 6, 8]);
});

test("a tensor and an array of the same numbers do not share them", async () => {
  const x = ndarray([2], [1, 2]);
  const tensor = toTensor(x);
  x.data[0] = 9;
  const back = await toNDArray(tensor);
  expect([...back.data]).toEqual([1, 2]);
  back.data[0] = 7;
  expect([...(await tensor.data())]).toEqual([1, 2]);
  tensor.dispose();
});

test("confusionMatrix counts the right class in rows and the predicted one in columns", () => {
  const probabilities = ndarray([4, 3], [0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.6, 0.3, 0, 0, 1]);
  expect([...(classesOf(probabilities) as Uint32Array)]).toEqual([0, 1, 1, 2]);
  expect(confusionMatrix([0, 0, 1, 2], probabilities)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [0, 0, 1]
  ]);
  expect(confusionMatrix([1, 0], ndarray([2, 1], [0.9, 0.6]))).toEqual([
    [0, 1],
    [0, 1]
  ]);
  expect(confusionMatrix([0], [0], {classes: 2})).toEqual([
    [1, 0],
    [0, 0]
  ]);
});

test("classReport gives precision, recall and f1 of each class", () => {
  const report = classReport(
    [
      [8, 2, 0],
      [1, 4, 0],
      [0, 0, 0]
    ],
    ["cat", "dog", "hen"]
  );
  const [cat, dog, hen] = report.classes;
  expect(cat).toEqual({
    name: "cat",
    precision: 8 / 9,
    recall: 0.8,
    f1: expect.closeTo(16 / 19, 12) as number,
    support: 10
  });
  expect(dog.precision).toBeCloseTo(4 / 6, 12);
  expect(hen).toEqual({name: "hen", precision: 0, recall: 0, f1: 0, support: 0});
  expect(report.accuracy).toBe(0.8);
  expect(report.macro.recall).toBeCloseTo((0.8 + 0.8 + 0) / 3, 12);
});

test("schedules give their formula at every step", () => {
  const at = (step: number): Parameters<schedules.Schedule>[0] => ({
    step,
    steps: 40,
    epoch: step / 10,
    epochs: 4
  });
  expect(schedules.constant()(at(17))).toBe(1);
  expect([0, 19, 20, 39].map((k) => schedules.step(0.5, 2)(at(k)))).toEqual([1, 1, 0.5, 0.5]);
  expect(schedules.exponential(0.9)(at(25))).toBeCloseTo(0.9 ** 2.5, 12);
  expect([0, 20, 40].map((k) => schedules.cosine(0.2)(at(k)))).toEqual([
    1,
    expect.closeTo(0.6, 12),
    expect.closeTo(0.2, 12)
  ]);
  const warm = schedules.warmup(1, schedules.cosine());
  expect([0, 4, 9, 10, 25].map((k) => warm(at(k)))).toEqual([
    0.1,
    0.5,
    1,
    1,
    expect.closeTo(0.5, 12)
  ]);
  expect([10, 30].map((k) => schedules.warmup(1, schedules.step(0.5, 2))(at(k)))).toEqual([1, 0.5]);
});

test("equal seeds give a model equal weights, and weights of their initialiser's distribution", () => {
  const make = (seed: number): number[][] =>
    stripesNet({noisy: true, seed})
      .getWeights()
      .map((weight) => [...weight.dataSync()]);
  expect(make(4)).toEqual(make(4));
  expect(make(4)[0]).not.toEqual(make(5)[0]);
  const [kernel, bias, gamma] = make(random(1).integer(1000));
  const limit = Math.sqrt(6 / (9 * 1 + 9 * 4)); // Glorot's, for 3×3×1×4
  expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(limit / 2);
  expect(bias).toEqual([0, 0, 0, 0]);
  expect(gamma).toEqual([1, 1, 1, 1]);
});

// Every architecture takes a step downhill: compiled, dropout and batch statistics included.
import {random, tf, useEngine, zoo} from "@convnotes/cnn";
import type {LayersModel} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {bothSteps} from "../engine/compiled/steps.ts";

beforeAll(() => useEngine("native", {log: () => undefined}));

const classes = 4;
const of = (side: number): {classes: number; inputShape: [number, number, number]} => ({
  classes,
  inputShape: [side, side, 3]
});

/** The deeper a network, the larger its first gradients: batch normalisation sees eight values a channel here. */
const models: [string, () => LayersModel, learningRate?: number][] = [
  ["vgg16", () => zoo.vgg16(of(32)), 1e-2],
  ["vgg19", () => zoo.vgg19(of(32)), 1e-2],
  ["resnet18", () => zoo.resnet18(of(32))],
  ["resnet34", () => zoo.resnet34(of(32))],
  ["resnet50", () => zoo.resnet50(of(32))],
  ["resnet101", () => zoo.resnet101(of(32)), 1e-7],
  ["resnet152", () => zoo.resnet152(of(32)), 1e-8],
  ["mobilenetV1", () => zoo.mobilenetV1({alpha: 0.5, ...of(32)})],
  ["mobilenetV2", () => zoo.mobilenetV2({alpha: 0.5, ...of(32)})],
  ["googlenet", () => zoo.googlenet(of(32))],
  ["googlenet with its auxiliary heads", () => zoo.googlenet({auxiliary: true, ...of(80)})],
  ["inceptionV3", () => zoo.inceptionV3(of(75)), 1e-7],
  ["alexnet", () => zoo.alexnet(of(67))],
  ["alexnet of two towers", () => zoo.alexnet({towers: 2, ...of(67)})]
];

test.each(models)("a training step lowers the loss of %s", (_, make, learningRate = 1e-5) => {
  // Weights are drawn once: the pair's second model is the same, and not needed.
  const model = make();
  const losses = model.outputs.map(() => "sparseCategoricalCrossentropy" as const);
  const {compiled, settings} = bothSteps(() => model, {name: "sgd"}, {losses});
  const source = random(3);
  const [, height, width] = model.inputs[0].shape as number[];
  const n = 2 * classes;
  const pixels = Float32Array.from({length: n * height * width * 3}, () => source.normal());
  const labels = Int32Array.from({length: n}, (_, k) => k % classes);
  const x = [tf.tensor(pixels, [n, height, width, 3])];
  const y = losses.map(() => tf.tensor(labels, [n], "int32"));
  // The same seed leaves the same values out.
  const each = settings({learningRate, seed: 1});
  const [before, after] = [compiled.run(x, y, each).loss, compiled.run(x, y, each).loss];
  console.log(`loss ${before} → ${after}`);
  // Nobody knows anything yet: each output guesses one of four, or worse where signals are large.
  expect(before).toBeGreaterThan(0.5 * Math.log(classes));
  expect(after).toBeLessThan(before);
  tf.dispose([x, y]);
  model.dispose();
});

import {readFileSync} from "node:fs";
import type {LayersModel} from "@tensorflow/tfjs";
import {summary, zoo} from "@convnotes/cnn";
import {expect, test} from "vitest";

/** A table of layers that Keras or torchvision has written, by the scripts beside it. */
function published(name: string): string[] {
  const file = new URL(`../../input/zoo/${name}.txt`, import.meta.url);
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

/** Our table of the same form; without the input, whose name Keras counts up from model to model. */
const ours = (model: LayersModel): string[] =>
  summary(model)
    .rows.slice(1)
    .map(({name, outputShapes: [shape], params}) => {
      return `${name} ${shape.slice(1).join("×")} ${params}`;
    });

const {mobilenetV1, mobilenetV2} = zoo;
const blank = true;

test.each([
  ["vgg16", zoo.vgg16, 138_357_544],
  ["vgg19", zoo.vgg19, 143_667_240],
  ["resnet50", zoo.resnet50, 25_636_712],
  ["resnet101", zoo.resnet101, 44_707_176],
  ["resnet152", zoo.resnet152, 60_419_944],
  ["inceptionV3", zoo.inceptionV3, 23_851_784],
  ["mobilenetV2", mobilenetV2, 3_538_984],
  ["mobilenetV2-alpha-0.35", () => mobilenetV2({alpha: 0.35, blank}), 1_691_208],
  ["mobilenetV2-alpha-1.4", () => mobilenetV2({alpha: 1.4, blank}), 6_156_712]
])("%s has Keras's layers in Keras's order: names, outputs, parameters", (name, make, total) => {
  const model = make({blank});
  expect(ours(model)).toEqual(published(name));
  expect(model.countParams()).toBe(total);
  model.dispose();
});

test.each([
  ["mobilenetV1", mobilenetV1, 4_253_864],
  ["mobilenetV1-alpha-0.25", () => mobilenetV1({alpha: 0.25, blank}), 475_544],
  ["mobilenetV1-depthMultiplier-2", () => mobilenetV1({depthMultiplier: 2, blank}), 7_457_928]
])("%s has Keras's layers, and one that keeps the pooled axes", (name, make, total) => {
  const model = make({blank});
  const table = ours(model);
  const pooling = table.findIndex((row) => row.startsWith("global_average_pooling2d"));
  const [[, shape]] = [table[pooling + 1].split(" ")];
  expect(table[pooling + 1]).toBe(`reshape_1 ${shape} 0`);
  // In Keras the pooling itself gives 1×1 pixels.
  table.splice(pooling, 2, `global_average_pooling2d ${shape} 0`);
  expect(table).toEqual(published(name));
  expect(model.countParams()).toBe(total);
  model.dispose();
});

test.each([
  ["resnet18", zoo.resnet18, 11_689_512, 9_600],
  ["resnet34", zoo.resnet34, 21_797_672, 17_024]
])("%s has torchvision's layers: outputs and parameters", (name, make, trained, statistics) => {
  const model = make({blank});
  const withParameters = ours(model).filter((row) => !row.endsWith(" 0"));
  // A shortcut is computed beside the block, so the order within one says nothing.
  expect(withParameters.sort()).toEqual(published(name).sort());
  const {trainableParams, nonTrainableParams} = summary(model);
  expect([trainableParams, nonTrainableParams]).toEqual([trained, statistics]);
  model.dispose();
});

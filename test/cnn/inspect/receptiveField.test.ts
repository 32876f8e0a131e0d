import type {SymbolicTensor, Tensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {seedModel} from "../../../src/cnn/layers/seedModel.ts";
import {random} from "../../../src/cnn/random.ts";
import {receptiveField as alongAxis} from "../../../src/cnn/scratch/receptiveField.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {lenet5, resnet50} from "../../../src/cnn/zoo/index.ts";
import {noise, residual} from "./models.ts";

test("is what the formula for a stack of layers gives", () => {
  const fields = alongAxis([
    {name: "conv2d", kernelSize: 5},
    {name: "average_pooling2d", kernelSize: 2, strides: 2},
    {name: "conv2d_1", kernelSize: 5},
    {name: "average_pooling2d_1", kernelSize: 2, strides: 2}
  ]);
  const model = lenet5();
  for (const {name, size, jump, start} of fields) {
    const {seen, ...box} = inspect.receptiveField(model, {layer: name, row: 2, column: 1});
    expect(box).toEqual({top: start + 2 * jump, left: start + jump, height: size, width: size});
    expect(seen).toEqual(box); // there is no padding
  }
  model.dispose();
});

test("is that of ResNet-50, 483 pixels, through its branches", () => {
  const model = resnet50({blank: true});
  const field = inspect.receptiveField(model, {layer: "conv5_block3_out", row: 3, column: 3});
  expect(field).toMatchObject({height: 483, width: 483, seen: {height: 224, width: 224}});
  expect(inspect.receptiveField(model, {layer: "conv1_conv"})).toEqual({
    ...{top: -3, left: -3, height: 7, width: 7},
    seen: {top: 0, left: 0, height: 4, width: 4}
  });
  model.dispose();
});

test("what it says is seen is where the gradient of the unit is not 0, and no pixel less", () => {
  // Without kinks, so that the gradient is 0 only where nothing is seen.
  const {layers} = tf;
  const input = tf.input({shape: [17, 21, 1]});
  const feed = (x: unknown, layer: {apply(x: never): unknown}) =>
    layer.apply(x as never) as SymbolicTensor;
  let x = feed(input, layers.zeroPadding2d({padding: [[2, 0], [1, 1]]})); // prettier-ignore
  x = feed(x, layers.conv2d({filters: 2, kernelSize: [3, 4], strides: [2, 1], padding: "same"}));
  x = feed(x, layers.averagePooling2d({poolSize: 2}));
  const y = feed(x, layers.conv2d({filters: 2, kernelSize: 5, padding: "same"}));
  x = feed([x, y], layers.add({}));
  x = feed(x, layers.cropping2D({cropping: [[0, 1], [1, 0]]})); // prettier-ignore
  x = feed(x, layers.upSampling2d({size: [2, 2]}));
  x = feed(x, layers.depthwiseConv2d({kernelSize: 3, name: "last"}));
  const model = seedModel(tf.model({inputs: input, outputs: x}), 3);
  const [, height, width] = x.shape as number[];
  const source = random(4);
  for (let n = 0; n < 12; ++n) {
    const [row, column] = [source.integer(height), source.integer(width)];
    const gradient = tf.tidy(() => {
      const unit = (x: Tensor) =>
        (model.apply(x) as Tensor).slice([0, row, column, 0], [1, 1, 1, 1]).sum();
      return tf
        .grad(unit)(tf.tensor(noise([17, 21], 1).data, [1, 17, 21, 1]))
        .dataSync();
    });
    const seen = Array.from(gradient.keys()).filter((k) => gradient[k] !== 0);
    const rows = seen.map((k) => Math.floor(k / 21));
    const columns = seen.map((k) => k % 21);
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    expect(
      inspect.receptiveField(model, {layer: "last", row, column}).seen,
      `${row}, ${column}`
    ).toEqual({
      top,
      left,
      height: Math.max(...rows) - top + 1,
      width: Math.max(...columns) - left + 1
    });
  }
  model.dispose();
});

test("a unit that all pixels lead to sees the whole picture", () => {
  const model = residual();
  for (const layer of ["hidden", "average"]) {
    expect(inspect.receptiveField(model, {layer}).seen).toEqual({
      ...{top: 0, left: 0, height: 12, width: 14}
    });
  }
  model.dispose();
});

test("a model of any size is told the size", () => {
  const model = tf.sequential({
    layers: [tf.layers.conv2d({filters: 1, kernelSize: 3, inputShape: [null, null, 1], name: "c"})]
  });
  expect(() => inspect.receptiveField(model, {layer: "c"})).toThrow(
    /^receptiveField: the size of the picture is needed, as .* takes any \(size\)$/
  );
  expect(inspect.receptiveField(model, {layer: "c", size: [9, 9], row: 6})).toMatchObject({
    ...{top: 6, left: 0, height: 3, width: 3}
  });
  model.dispose();
});

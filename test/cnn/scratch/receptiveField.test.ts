import {ndarray, random, scratch, zeros} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {oneOf} from "./arrays.ts";

test("it is what the gradient of a real stack reaches", () => {
  const source = random(1);
  for (let k = 0; k < 30; ++k) {
    const inputSize = 40;
    const layers = Array.from({length: 1 + source.integer(3)}, () => ({
      kernelSize: 1 + source.integer(3),
      strides: 1 + source.integer(2),
      padding: oneOf(source, ["valid", "same", 1] as const),
      dilationRate: 1 + source.integer(2)
    }));
    const fields = scratch.receptiveField(layers, {inputSize});
    // Forward with kernels of ones, and back from one unit in the middle of the last layer.
    const inputs: NDArray[] = [zeros([inputSize, 1])];
    const kernels = layers.map(({kernelSize}) =>
      ndarray([kernelSize, 1, 1], Array<number>(kernelSize).fill(1))
    );
    layers.forEach((options, l) => {
      inputs.push(scratch.conv1d(inputs[l], kernels[l], zeros([1]), options));
      expect(fields[l].outputSize).toBe(inputs[l + 1].shape[0]);
    });
    const unit = Math.floor(inputs[layers.length].shape[0] / 2);
    let error = zeros(inputs[layers.length].shape);
    error.data[unit] = 1;
    for (let l = layers.length - 1; l >= 0; --l) {
      error = scratch.conv1dBackward(error, inputs[l], kernels[l], layers[l]).dInput;
    }
    const seen = [...error.data.keys()].filter((pixel) => error.data[pixel] !== 0);
    const {start, jump, size} = fields[layers.length - 1];
    expect(seen[0], JSON.stringify(layers)).toBe(start + unit * jump);
    expect(seen[seen.length - 1]).toBe(start + unit * jump + size - 1);
  }
});

test("LeNet-5: a unit of the last pooling sees 16 of 32 pixels, every 4", () => {
  const fields = scratch.receptiveField(
    [
      {name: "c1", kernelSize: 5},
      {name: "s2", kernelSize: 2, strides: 2},
      {name: "c3", kernelSize: 5},
      {name: "s4", kernelSize: 2, strides: 2}
    ],
    {inputSize: 32}
  );
  expect(fields).toEqual([
    {name: "c1", size: 5, jump: 1, start: 0, outputSize: 28},
    {name: "s2", size: 6, jump: 2, start: 0, outputSize: 14},
    {name: "c3", size: 14, jump: 2, start: 0, outputSize: 10},
    {name: "s4", size: 16, jump: 4, start: 0, outputSize: 5}
  ]);
});

test("same padding starts before the image, and needs its size only with strides", () => {
  const same = {kernelSize: 3, padding: "same"} as const;
  expect(scratch.receptiveField([same, same])[1]).toEqual({
    name: "layer 2",
    size: 5,
    jump: 1,
    start: -2
  });
  expect(scratch.receptiveField([{...same, strides: 2}], {inputSize: 28})[0].start).toBe(0);
  expect(scratch.receptiveField([{...same, strides: 2}], {inputSize: 27})[0].start).toBe(-1);
});

import {expect, test} from "vitest";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import {convolutionSteps, type Figure, poolingSteps} from "../../../src/cnn/plot/index.ts";
import * as scratch from "../../../src/cnn/scratch/index.ts";

const count = (n: number) => Array.from({length: n}, (_, k) => k);
const frameOf = (figure: Figure, k: number) => {
  const {traces, data} = figure.frames?.[k] as {
    traces: number[];
    data: {z?: unknown; x?: number[]; y?: number[]; text?: string[]}[];
  };
  return {traces, data};
};

const x = ndarray([3, 3, 1], count(9));
const kernel = ndarray([2, 2, 1, 1], [0, 1, 2, 3]);
const zero = ndarray([1], [0]);

test("convolutionSteps has a frame and a slider step for each output value", () => {
  const figure = convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, zero));
  expect(figure.frames?.map(({name}) => name)).toEqual(["0, 0", "0, 1", "1, 0", "1, 1"]);
  const [slider] = figure.layout.sliders as {steps: {label: string; args: [string[]]}[]}[];
  expect(slider.steps.map(({args}) => args[0][0])).toEqual(["0, 0", "0, 1", "1, 0", "1, 1"]);
  const [menu] = figure.layout.updatemenus as {buttons: {label: string}[]}[];
  expect(menu.buttons.map(({label}) => label)).toEqual(["▶ Play", "❚❚ Stop"]);
});

test("convolutionSteps shows the window, the products, the sum, and the output so far", () => {
  const figure = convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, zero));
  const {data} = frameOf(figure, 2); // output (1, 0): window [[3, 4], [6, 7]]
  const [window, products, output, cell, words] = data;
  expect(window).toEqual({x: [-0.5, 1.5, 1.5, -0.5, -0.5], y: [0.5, 0.5, 2.5, 2.5, 0.5]});
  expect(products.z).toEqual([[0, 4], [12, 21]]); // prettier-ignore
  expect(output.z).toEqual([[19, 25], [37, null]]); // prettier-ignore
  expect(cell.y).toEqual([0.5, 0.5, 1.5, 1.5, 0.5]);
  expect(words.text).toEqual(["sum of products 37<br>+ bias 0 = output <b>37</b>"]);
});

test("convolutionSteps' frames change the traces they are meant for", () => {
  const figure = convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, zero));
  const {traces, data} = frameOf(figure, 0);
  traces.forEach((trace, k) => {
    for (const [key, value] of Object.entries(data[k])) {
      expect(figure.data[trace][key], `trace ${trace}, ${key}`).toEqual(value);
    }
  });
});

test("convolutionSteps shows padding as zeros around the input", () => {
  const figure = convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, zero, {padding: 1}));
  expect(figure.data[0]).toMatchObject({
    x0: -1,
    y0: -1,
    z: [
      [0, 0, 0, 0, 0],
      [0, 0, 1, 2, 0],
      [0, 3, 4, 5, 0],
      [0, 6, 7, 8, 0],
      [0, 0, 0, 0, 0]
    ]
  });
  expect(figure.frames).toHaveLength(16);
});

test("convolutionSteps picks a filter and a channel, and adds up all channels", () => {
  const volume = ndarray([2, 2, 2], [1, 10, 2, 20, 3, 30, 4, 40]);
  const two = ndarray(
    [2, 2, 2, 2],
    count(16).map((k) => (k % 2 === 0 ? 0 : 1))
  ); // filter 1: ones
  const steps = scratch.conv2dSteps(volume, two, ndarray([2], [0, 5]));
  const figure = convolutionSteps(volume, two, steps, {filter: 1, channel: 1});
  expect(figure.frames).toHaveLength(1);
  expect(frameOf(figure, 0).data[1].z).toEqual([[10, 20], [30, 40]]); // prettier-ignore
  expect(frameOf(figure, 0).data[4].text).toEqual([
    "sum of products 110 (channels 10, 100)<br>+ bias 5 = output <b>115</b>"
  ]);
  expect(figure.alt).toContain("Output values in reading order: 115.");
});

test("convolutionSteps shows the first 100 of many positions, and says so", () => {
  const large = ndarray([28, 28, 1], count(784));
  const figure = convolutionSteps(large, kernel, scratch.conv2dSteps(large, kernel, zero));
  expect(figure.frames).toHaveLength(100);
  expect(figure.alt).toContain("100 of 729 positions shown");
  expect(JSON.stringify(figure).length).toBeLessThan(120_000);
});

test("convolutionSteps leaves what it is given as it is", () => {
  const before = x.data.slice();
  convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, zero));
  expect(x.data).toEqual(before);
  expect(kernel.data).toEqual(Float32Array.of(0, 1, 2, 3));
});

test("convolutionSteps names what is wrong with its input", () => {
  const steps = () => scratch.conv2dSteps(x, kernel, zero);
  expect(() => convolutionSteps(x, kernel, [])).toThrow(
    "convolutionSteps: expected at least one step, but got none"
  );
  expect(() => convolutionSteps(ndarray([1, 1, 2], [1, 2]), kernel, steps())).toThrow(
    "convolutionSteps: kernel expects 1 input channels, but x has 2 (x [1,1,2], kernel [2,2,1,1])"
  );
  expect(() => convolutionSteps(x, kernel, steps(), {filter: 1})).toThrow(
    "convolutionSteps: filter is one of 0 to 0, but got 1"
  );
  expect(() => convolutionSteps(x, [[1]], steps())).toThrow(
    "convolutionSteps: expected a product for each weight of the filter, but got shape [2,2,1] (kernel [1,1])"
  );
});

const maps = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);

test("poolingSteps rings the winner and fills the output", () => {
  const figure = poolingSteps(maps, scratch.pool2dSteps(maps));
  expect(figure.frames).toHaveLength(4);
  const [window, winner, output, , words] = frameOf(figure, 3).data;
  expect(window.x).toEqual([1.5, 3.5, 3.5, 1.5, 1.5]);
  expect([winner.x, winner.y]).toEqual([[3], [3]]);
  expect(output.z).toEqual([[5, 3], [7, 4]]); // prettier-ignore
  expect(words.text).toEqual(["greatest of 2, 1, 2, 4<br>= output <b>4</b>"]);
  expect(figure.alt).toContain("Output values in reading order: 5, 3, 7, 4.");
});

test("poolingSteps says mean of average pooling, and rings nothing", () => {
  const figure = poolingSteps(maps, scratch.pool2dSteps(maps, {kind: "avg"}));
  const [, winner, output, , words] = frameOf(figure, 0).data;
  expect(winner.x).toEqual([null]);
  expect(output.z).toEqual([[2.75, null], [null, null]]); // prettier-ignore
  expect(words.text).toEqual(["mean of 3, 1, 2, 5<br>= output <b>2.75</b>"]);
  expect(JSON.stringify(figure.layout.title)).toContain("Average pooling");
});

test("poolingSteps leaves the padding out of the words", () => {
  const steps = scratch.pool2dSteps(ndarray([3, 3, 1], count(9)), {poolSize: 2, padding: "same"});
  const figure = poolingSteps(ndarray([3, 3, 1], count(9)), steps);
  expect(frameOf(figure, 3).data[4].text).toEqual(["greatest of 8<br>= output <b>8</b>"]);
});

test("poolingSteps names what is wrong with its input", () => {
  expect(() => poolingSteps(maps, [])).toThrow(
    "poolingSteps: expected at least one step, but got none"
  );
  expect(() => poolingSteps(maps, scratch.pool2dSteps(maps), {channel: 2})).toThrow(
    "poolingSteps: channel is one of 0 to 0, but got 2 (x [4,4,1])"
  );
});

/// <reference lib="dom" />
import {plot, scratch, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";

interface Slider {
  active: number;
  steps: {args: [[string]]}[];
}
interface Frame {
  name: string;
  data: plot.Trace[];
  traces: number[];
  layout: {sliders: Slider[]; annotations?: {text: string}[]};
}

const frames = (figure: plot.Figure): Frame[] => figure.frames as unknown as Frame[];

/** What the reader sees at a setting: the traces of the figure with those of the frame laid over them. */
function at(figure: plot.Figure, name: string): plot.Trace[] {
  const frame = frames(figure).find((one) => one.name === name);
  if (!frame) throw new Error(`no frame ${name}`);
  const data = figure.data.map((trace) => ({...trace}));
  frame.traces.forEach((trace, k) => Object.assign(data[trace], frame.data[k]));
  return data;
}

test("explorer's sliders lead from every setting to its neighbours, and stand where the picture is", () => {
  const figure = plot.explorer(
    [
      {name: "a", values: [10, 20, 30]},
      {name: "b", values: [1, 2]}
    ],
    ([a, b]) => ({data: [{type: "scatter", x: [0], y: [10 * a + b]}], layout: {}}),
    {alt: "A point."}
  );
  expect(frames(figure)).toHaveLength(6);
  for (const {name, layout} of frames(figure)) {
    const [a, b] = name.split(",").map(Number);
    const [first, second] = layout.sliders;
    expect([first.active, second.active]).toEqual([a, b]);
    expect(first.steps.map(({args}) => args[0][0])).toEqual([`0,${b}`, `1,${b}`, `2,${b}`]);
    expect(second.steps.map(({args}) => args[0][0])).toEqual([`${a},0`, `${a},1`]);
    expect(at(figure, name)[0].y).toEqual([10 * a + b]);
  }
});

test("explorer keeps in its frames only what differs", () => {
  const figure = plot.explorer(
    [{name: "k", values: [0, 1]}],
    ([k]) => ({
      data: [
        {type: "scatter", x: [1, 2, 3], y: [4, 5, 6]},
        {type: "scatter", x: [1], y: [k]}
      ],
      layout: {title: {text: `k = ${k}`}, height: 300}
    }),
    {alt: "Two curves."}
  );
  expect(frames(figure)[1]).toMatchObject({traces: [1], data: [{y: [1]}]});
  expect(Object.keys(frames(figure)[1].data[0])).toEqual(["y"]);
  expect(Object.keys(frames(figure)[1].layout).sort()).toEqual(["sliders", "title"]);
});

test("a colour bar stays below the title, where it hung before there was room for sliders", () => {
  const alone = plot.heatmap([[1, 2]], {title: "Two"}).layout;
  const explored = plot.explorer(
    [{name: "k", values: [0, 1]}],
    ([k]) => plot.heatmap([[1, 2 + k]], {title: "Two"}),
    {alt: "Two numbers."}
  ).layout;
  const fromTop = ({height, coloraxis}: Record<string, unknown>): number =>
    (1 - (coloraxis as {colorbar: {y: number}}).colorbar.y) * (height as number);
  expect(explored.height).toBeGreaterThan(alone.height as number);
  expect(fromTop(explored)).toBeCloseTo(fromTop(alone), 0);
});

test("explorer says what is wrong with its knobs", () => {
  const empty = () => ({data: [], layout: {}});
  expect(() => plot.explorer([], empty, {alt: "Nothing."})).toThrow(
    "explorer: expected at least one knob, but got none"
  );
  expect(() => plot.explorer([{name: "a", values: []}], empty, {alt: "Nothing."})).toThrow(
    "explorer: knob a has no value"
  );
  expect(() => plot.explorer([{name: "a", values: [1], start: 3}], empty, {alt: "x"})).toThrow(
    "explorer: knob a starts at one of its values 0 to 0, but got 3"
  );
  const many = Array.from({length: 21}, (_, k) => k);
  const knobs = [
    {name: "a", values: many},
    {name: "b", values: many}
  ];
  expect(() => plot.explorer(knobs, empty, {alt: "x"})).toThrow(
    "explorer: expected at most 400 settings, but got 441"
  );
});

test("windowExplorer counts what a convolution really uses, and is illegal where a convolution throws", () => {
  const kernelSizes = [1, 2, 3, 5, 7, 9];
  const paddings = [0, 1, 2];
  const strides = [1, 2, 3];
  const [height, width] = [6, 7];
  const figure = plot.windowExplorer([height, width], {kernelSizes, paddings, strides});
  let illegal = 0;
  kernelSizes.forEach((f, i) =>
    paddings.forEach((padding, j) =>
      strides.forEach((s, k) => {
        const [usage, , , , unreached, output, caption] = at(figure, `${i},${j},${k}`);
        const size = (output.z as (number | null)[][]).flat().filter((cell) => cell === 1).length;
        const kernel = {...zeros([f, f, 1, 1]), data: new Float32Array(f * f).fill(1)};
        const x = zeros([height, width, 1]);
        const options = {padding, strides: s};
        let y;
        try {
          y = scratch.conv2d(x, kernel, zeros([1]), options);
        } catch {
          ++illegal;
          expect(size).toBe(0);
          expect((caption.text as string[])[0]).toContain("illegal");
          return;
        }
        expect(size).toBe(y.data.length);
        expect((caption.text as string[])[0]).not.toContain("illegal");
        // The gradient of the sum of all outputs by a pixel: in how many windows it lies.
        const ones = {...y, data: y.data.map(() => 1)};
        const {dInput} = scratch.conv2dBackward(ones, x, kernel, options);
        const z = usage.z as (number | null)[][];
        const inside = z.slice(2, 2 + height).flatMap((row) => row.slice(2, 2 + width));
        expect(inside).toEqual([...dInput.data]);
        expect((unreached.x as number[]).length).toBe(dInput.data.filter((n) => n === 0).length);
      })
    )
  );
  // 7×7 and 9×9 without padding, and 9×9 with 1 (8 rows, 9 columns), at each of three strides.
  expect(illegal).toBe(9);
});

test("windowExplorer and stimulusSteps say what is wrong with what they are given", () => {
  expect(() => plot.windowExplorer(17)).toThrow(
    "windowExplorer: size holds whole numbers from 1 to 16, but got 17"
  );
  expect(() => plot.windowExplorer(5, {strides: [0]})).toThrow(
    "windowExplorer: strides holds whole numbers from 1 up, but got 0"
  );
  const bars = [scratch.bar({size: 5}), scratch.bar({size: 5, orientation: 0})];
  expect(() => plot.stimulusSteps(bars, [90, 0], [{name: "cell", responses: [1]}])).toThrow(
    "stimulusSteps: expected one value for each of 2 pictures, but cell has 1"
  );
  expect(() => plot.stimulusSteps(bars, [90, 0], [])).toThrow(
    "stimulusSteps: expected 1 to 6 curves, but got 0"
  );
});

test("curves and timeline say what is wrong with what they are given", () => {
  expect(() => plot.curves([], [{name: "a", values: []}])).toThrow(
    "curves: expected at least one place, but x is empty"
  );
  expect(() => plot.curves([1, 2], [{name: "a", values: [1]}])).toThrow(
    "curves: expected 2 values, one for each place, but a has 1"
  );
  expect(() => plot.curves([1], [])).toThrow("curves: expected 1 to 6 curves, but got 0");
  expect(() => plot.timeline([])).toThrow("timeline: expected at least one event, but got none");
});

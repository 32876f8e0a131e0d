import {expect, test} from "vitest";
import {displaySymbol} from "../../../src/cnn/host.ts";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import * as plot from "../../../src/cnn/plot/index.ts";
import * as scratch from "../../../src/cnn/scratch/index.ts";
import {gallery} from "./gallery.ts";

interface Frame {
  name: string;
  data: {z?: unknown; text?: string[]; marker?: {color: number[]}}[];
}

const framesOf = ({frames = []}: plot.Figure): Frame[] => frames as unknown as Frame[];

test("gradientSteps shows each array beside its gradient, with term and code below", () => {
  const figure = gallery.gradientSteps();
  const [, second] = framesOf(figure);
  expect(second.data[0].z).toEqual([
    [1, 2],
    [3, 4]
  ]);
  expect(second.data[1].z).toEqual([
    [0, 0],
    [0, -0.4]
  ]);
  // A sign of the code is no markup of plotly's.
  expect(second.data[2].text).toEqual(["∂L/∂A₁: to the winner<br><i>dP &lt; 0 ? dP : 0</i>"]);
  expect(figure.alt).toContain("A₁ (2×2): ∂L/∂A₁: to the winner");
});

test("gradientSteps keeps its axes from step to step, large enough for the largest array", () => {
  const {layout, frames} = gallery.gradientSteps();
  expect((layout.xaxis as {range: number[]}).range).toEqual([-0.5, 1.5]);
  expect((layout.yaxis2 as {range: number[]}).range).toEqual([1.5, -0.5]);
  for (const frame of frames ?? []) {
    expect(Object.keys(frame.layout as object)).not.toContain("xaxis");
  }
});

test("gradientSteps of one array needs no slider", () => {
  const step = {name: "a", values: [[1]], gradient: [[2]], term: "t"};
  expect(plot.gradientSteps([step]).layout.sliders).toBeUndefined();
});

test("gradientSteps says which gradient has not the shape of its array", () => {
  expect(() => plot.gradientSteps([])).toThrow(
    "gradientSteps: expected at least one step, but got none"
  );
  expect(() =>
    plot.gradientSteps([{name: "W", values: [[1, 2]], gradient: [[1], [2]], term: "t"}])
  ).toThrow(
    "gradientSteps: a gradient has the shape of its array, but that of W is [2,1], not [1,2]"
  );
});

test("derivation puts term, code, shape and numbers side by side, as a table and as text", () => {
  const {
    html,
    text,
    [displaySymbol]: show
  } = plot.derivation([
    {term: "Z = X · (X > 0)", code: "x > 0 ? x : 0", value: [[1, -2.5], [30, 0]]}, // prettier-ignore
    {term: "b", code: "sum(d)", value: -0.5}
  ]);
  expect(text).toBe(
    "Z = X · (X > 0)    x > 0 ? x : 0    2×2\n 1.000  −2.500\n30.000   0.000\n\nb    sum(d)    1×1\n−0.500"
  );
  expect(html).toContain("Z = X · (X &gt; 0)<br><code>x &gt; 0 ? x : 0</code>");
  expect(html).toContain(">2×2</td>");
  expect(show()).toEqual({"text/html": html, "text/plain": text});
  expect(() => plot.derivation([])).toThrow("derivation: expected at least one step, but got none");
});

test("filterAsNode changes the inputs from place to place, and never the weights", () => {
  const figure = gallery.filterAsNode();
  const frames = framesOf(figure);
  expect(frames.map(({name}) => name)).toEqual(["0", "1", "2", "3"]);
  const moving = frames.map(({data}) => data.map(({marker}) => marker?.color));
  expect(moving.map((all) => all.find((color) => Array.isArray(color)))).toEqual([
    [3, 1, 1, 2, 5, 0, 1, 4, 2],
    [1, 1, 3, 5, 0, 2, 4, 2, 1],
    [2, 5, 0, 1, 4, 2, 4, 7, 2],
    [5, 0, 2, 4, 2, 1, 7, 2, 4]
  ]);
  // No line, which is a weight, is in any frame.
  const lines = figure.data.flatMap(({mode}, k) => (mode === "lines+text" ? [k] : []));
  expect(lines).toHaveLength(9);
  const changed = (figure.frames ?? []).flatMap((frame) => frame.traces as number[]);
  expect(changed.filter((k) => lines.includes(k))).toEqual([]);
  // 3 − 1 + 2·(2 − 0) + 1 − 2 + 0.5
  expect(figure.alt).toContain("outputs 5.5,");
});

test("filterAsNode gives 0 for what lies in the padding", () => {
  const x = ndarray([1, 1, 1], [7]);
  const kernel = ndarray([3, 3, 1, 1], [0, 0, 0, 0, 2, 0, 0, 0, 0]);
  const steps = scratch.conv2dSteps(x, kernel, ndarray([1], [0]), {padding: 1});
  const inputs = plot.filterAsNode(x, kernel, steps).data.find(({mode}) => mode === "markers+text");
  expect((inputs?.marker as {color: number[]}).color).toEqual([0, 0, 0, 0, 7, 0, 0, 0, 0]);
});

test("filterAsNode takes one filter of few weights", () => {
  const [x, kernel] = [
    ndarray([6, 6, 1], new Array(36).fill(1)),
    ndarray([5, 5], new Array(25).fill(1))
  ];
  expect(() => plot.filterAsNode(x, kernel, [])).toThrow(
    "filterAsNode: expected one channel and one filter of at most 16 weights, but got x [6,6,1] and kernel [5,5]"
  );
});

test("scatter says how far points are from the line", () => {
  expect(
    plot.scatter([1, 2, 3], [{name: "guess", values: [1.1, 1.9, 3.2]}], {diagonal: "right"}).alt
  ).toBe(
    "Points. y over x, 3 points from 1 to 3. Guess: from 1.1 to 3.2, on average 0.1333 off the line “right”."
  );
  expect(() => plot.scatter([], [])).toThrow("scatter: expected at least one point, but got none");
  expect(() => plot.scatter([1], [{name: "a", values: [1, 2]}])).toThrow(
    "scatter: expected 1 values, one for each point, but a has 2"
  );
});

test("filters of one range have the same colours for the same weights", () => {
  const scale = (kernel: number[][], range?: number): unknown =>
    (plot.filters(kernel, {range}).layout.coloraxis as {cmin: number; cmax: number}).cmax;
  expect(scale([[0.5]])).toBe(0.5);
  expect(scale([[0.5]], 2)).toBe(2);
  expect(() => scale([[0.5]], 0)).toThrow("filters: range is a weight above 0, but got 0");
});

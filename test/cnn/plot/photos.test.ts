// Figures on photos: boxes, skeletons, and two pictures of which a slider shows one or the other.
import {decode} from "fast-png";
import {expect, test} from "vitest";
import {ndarray, zeros} from "../../../src/cnn/ndarray.ts";
import {beforeAfter, boxes, overlay, skeleton} from "../../../src/cnn/plot/index.ts";

const grey = ndarray([60, 80], new Array<number>(4800).fill(128));

interface Sign {
  text: string;
  x: number;
  y: number;
}

test("boxes are drawn at the edges of their pixels, boxes of one label alike", () => {
  const cat = {top: 10, left: 20, height: 30, width: 40, label: "cat", score: 0.934};
  const figure = boxes(grey, [cat, {...cat, top: 0, label: "dog"}, {...cat, left: 4}], {
    title: "Pets"
  });
  const [, first, second, third] = figure.data as {x: number[]; y: number[]; line: object}[];
  expect(first.x).toEqual([19.5, 59.5, 59.5, 19.5, 19.5]);
  expect(first.y).toEqual([9.5, 9.5, 39.5, 39.5, 9.5]);
  expect(third.line).toEqual(first.line);
  expect(second.line).not.toEqual(first.line);
  expect(figure.alt).toBe(
    "Pets. A picture of 60×80 pixels with cat 0.93 from row 10, column 20 to row 40, column 60, " +
      "dog 0.93 from row 0, column 20 to row 30, column 60 and cat 0.93 from row 10, column 4 to row 40, column 44."
  );
  expect(boxes(grey, []).alt).toContain("no box, 0 things found.");
});

test("labels of boxes lie in the picture, and not on each other", () => {
  const crowd = [0, 3, 6, 9].map((k) => ({
    top: 60 + k,
    left: 40 + k,
    height: 70,
    width: 100,
    label: "person",
    score: 0.9
  }));
  const {annotations} = boxes(zeros([200, 250, 3]), crowd).layout as {annotations: Sign[]};
  expect(annotations.map(({text}) => text)).toEqual(new Array(4).fill("person 0.9"));
  const line = (17 * 250) / 350;
  const [long] = [(10 * 6.6 + 8) * (250 / 350)];
  annotations.forEach((one, k) => {
    expect(one.y).toBeGreaterThanOrEqual(-0.5);
    expect(one.x + long).toBeLessThanOrEqual(250);
    for (const other of annotations.slice(k + 1)) {
      const isApart =
        Math.abs(one.y - other.y) >= line - 0.2 || Math.abs(one.x - other.x) >= long - 0.2;
      expect(isApart, `${one.text} at ${one.x}, ${one.y} and ${other.x}, ${other.y}`).toBe(true);
    }
  });
});

test("boxes names a box without a size", () => {
  const bad = {top: 1, left: NaN, height: 2, width: 3};
  expect(() => boxes(grey, [bad])).toThrow(
    "boxes: a box has a place and a size in pixels, but box 0 has top 1, left NaN, height 2, width 3"
  );
  expect(() => boxes(grey, [{...bad, left: 0, height: 0}])).toThrow("height 0");
});

test("a large photo is drawn with fewer pixels, in the same places", () => {
  const [trace] = boxes(zeros([1000, 700, 3]), []).data as {
    source: string;
    x0: number;
    dx: number;
  }[];
  const {height, width} = decode(Buffer.from(trace.source.split(",")[1], "base64"));
  expect([height, width, trace.dx]).toEqual([334, 234, 3]);
  expect(trace.x0).toBe(1); // the first pixel stands for columns 0 to 2
});

test("a skeleton joins the points that the network is sure of", () => {
  const points = [
    {name: "left_hip", row: 30, column: 40, score: 0.9},
    {name: "left_knee", row: 45, column: 42, score: 0.8},
    {name: "left_ankle", row: 58, column: 43, score: 0.1},
    {name: "nose", row: 5, column: 40, score: 0.95}
  ];
  const figure = skeleton(grey, points, {title: "A leg"});
  const [, bones, ...marks] = figure.data as {x: unknown[]; y: unknown[]; name: string}[];
  expect(bones.x).toEqual([40, 42, null]);
  expect(bones.y).toEqual([30, 45, null]);
  expect(marks.map(({name, x}) => [name, x])).toEqual([
    ["left", [40, 42]],
    ["middle", [40]]
  ]);
  expect(figure.alt).toBe(
    "A leg. A picture of 60×80 pixels; 3 of 4 points: left hip at row 30, column 40, " +
      "left knee at row 45, column 42 and nose at row 5, column 40."
  );
  expect(() => skeleton(grey, [{...points[0], row: NaN}])).toThrow(
    "skeleton: a point has row, column and score, but left_hip has NaN, 40, 0.9"
  );
});

test("each step of the slider hides the strips of the first picture that lie left of the line", () => {
  const white = ndarray([60, 80], new Array<number>(4800).fill(255));
  const figure = beforeAfter(grey, white, {labels: ["grey", "white"]});
  const [after, ...strips] = figure.data as {source: string; x0: number; visible?: boolean}[];
  expect(strips).toHaveLength(20);
  expect(strips.map(({x0}) => x0)).toEqual(Array.from({length: 20}, (_, k) => 4 * k));
  const pixel = ({source}: {source: string}) =>
    decode(Buffer.from(source.split(",")[1], "base64")).data[0];
  expect([pixel(after), pixel(strips[7])]).toEqual([255, 128]);
  const [{steps, active}] = figure.layout.sliders as [
    {active: number; steps: {args: [{visible: boolean[]}, Record<string, number>]}[]}
  ];
  expect(steps).toHaveLength(21);
  const visible = (k: number) => steps[k].args[0].visible;
  expect(visible(0)).toEqual(new Array(21).fill(true));
  expect(visible(20)).toEqual([true, ...new Array<boolean>(20).fill(false)]);
  expect(visible(5).indexOf(true, 1)).toBe(6);
  expect(steps[5].args[1]["shapes[0].x0"]).toBe(19.5);
  // It begins where the slider stands.
  expect(strips.map((strip) => strip.visible)).toEqual(visible(active).slice(1));
});

test("the strips of a narrow or a large picture cover it", () => {
  for (const width of [3, 19, 1003]) {
    const x = zeros([10, width]);
    const strips = beforeAfter(x, x).data.slice(1) as {source: string; x0: number; dx: number}[];
    const last = strips[19];
    const drawn = decode(Buffer.from(last.source.split(",")[1], "base64"));
    const right = last.x0 - (last.dx - 1) / 2 + drawn.width * last.dx;
    expect(right).toBeGreaterThanOrEqual(width);
    expect(strips[0].x0 - (strips[0].dx - 1) / 2).toBe(0);
  }
  expect(() => beforeAfter(grey, zeros([60, 81]))).toThrow(
    "beforeAfter: both pictures have one size, but a has 60×80 pixels and b 60×81"
  );
});

test("a mask keeps the colours of what is inside, and counts it", () => {
  const red = ndarray([2, 2, 3], [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
  const figure = overlay(red, ndarray([2, 2], [1, 0.5, 0.49, 0]), {title: "Half", as: "mask"});
  const [, masked] = figure.data as {source: string}[];
  const {data} = decode(Buffer.from(masked.source.split(",")[1], "base64"));
  expect([...data.slice(0, 3)]).toEqual([255, 0, 0]);
  expect(data[8]).toBe(data[9]); // grey
  expect(figure.alt).toBe("Half. A picture of 2×2 pixels with map: 50 % of the pixels.");
});

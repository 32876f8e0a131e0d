import {expect, test} from "vitest";
import {microscope, microscopeSteps} from "../../../src/cnn/inspect/index.ts";
import {ndarray, zeros} from "../../../src/cnn/ndarray.ts";
import {type Figure, microscope as draw, overlay} from "../../../src/cnn/plot/index.ts";
import {lenet5} from "../../../src/cnn/zoo/lenet5.ts";
import {noise} from "../inspect/models.ts";

const texts = (figure: Figure): string[] =>
  figure.data.flatMap(({text}) => (Array.isArray(text) ? text.flat().map(String) : []));
const titles = ({layout}: Figure): string[] =>
  (layout.annotations as {text: string}[]).map(({text}) => text);

test("overlay says where each map is greatest, and draws the box on every picture", () => {
  const map = zeros([6, 8]);
  map.data[2 * 8 + 5] = 3;
  const figure = overlay(zeros([6, 8, 1]), [{name: "a", map}, {name: "b", map}], {
    title: "Two maps",
    box: {top: 1, left: 2, height: 3, width: 4}
  }); // prettier-ignore
  expect(figure.alt).toBe(
    "Two maps. A picture of 6×8 pixels with a: greatest (3) at row 2, column 5; b: greatest (3) at row 2, column 5." +
      " The box goes from row 1, column 2 to row 3, column 5."
  );
  const boxes = figure.data.filter(({mode}) => mode === "lines");
  expect(boxes).toHaveLength(3);
  const [{y0}] = figure.data as {y0: number}[];
  expect(boxes[0].x).toEqual([1.5, 5.5, 5.5, 1.5, 1.5]);
  (boxes[0].y as number[]).forEach((y, k) =>
    expect(y - y0).toBeCloseTo([0.5, 0.5, 3.5, 3.5, 0.5][k], 3)
  );
  expect(figure.data.filter(({type}) => type === "image")).toHaveLength(3);
});

test("overlay names what is wrong", () => {
  expect(() => overlay(zeros([6, 8, 1]), zeros([8, 6]))).toThrow(
    "overlay: a map has the size of the picture [6,8], but map is [8,6]"
  );
  expect(() => overlay(zeros([6, 8, 1]), [])).toThrow(
    "overlay: expected at least one map, but got none"
  );
});

test("microscope shows field, map, window, kernel, products and the sum of one number", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 1);
  const view = await microscope(model, image, {layer: "conv2d", row: 3, column: 7, channel: 2});
  const figure = draw(image, view);
  expect(titles(figure).slice(0, 4)).toEqual([
    "it sees 5×5 pixels",
    "map 2, 28×28",
    "window on input",
    "× kernel"
  ]);
  expect(titles(figure).at(-1)).toBe("and all summed up");
  const [window] = figure.data.filter(({y0}) => y0 === 3 && figure.data.length > 0);
  expect(window).toMatchObject({type: "heatmap", x0: 7});
  const sum = texts(figure);
  expect(sum[0]).toMatch(/^products: −?\d/);
  expect(sum.at(-1)).toContain("tanh →");
  expect(figure.frames).toBeUndefined();
  expect(figure.alt).toContain(
    "Row 3, column 7 of map 2 of conv2d (Conv2D) sees 5×5 pixels; 25 products"
  );
  model.dispose();
});

test("with several numbers it has a slider for rows and columns, and a click on the map leads to each", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 1);
  const look = {layer: "conv2d_1", channel: 3, limit: 25, gradientOf: {score: 1}} as const;
  const views = await microscopeSteps(model, image, look);
  expect(views).toHaveLength(25);
  const figure = draw(image, views, {start: [2, 4]});
  const sliders = figure.layout.sliders as {active: number; steps: unknown[]}[];
  expect(sliders.map(({active, steps}) => [active, steps.length])).toEqual([[1, 5], [2, 5]]); // prettier-ignore
  const names = figure.frames!.map(({name}) => name);
  const {customdata} = figure.data.find((trace) => "customdata" in trace) as {
    customdata: string[][];
  };
  expect(customdata.flat().every((name) => names.includes(name))).toBe(true);
  expect(customdata[8][6]).toBe("4,3"); // rows and columns 0, 2, 4, 6, 8
  const back = draw(image, views, {direction: "backward", start: [2, 4]});
  const [share] = views.find(({row, column}) => row === 2 && column === 4)!.backward!.sources;
  expect(texts(back)[0]).toContain(`average_pooling2d_1 (1, 2) 3:`);
  expect(share.layer).toBe("average_pooling2d_1");
  expect(titles(back)).toContain("what comes back: gradient × weight");
  expect(back.alt).toMatch(/gradient .* arrived \(.* from average_pooling2d_1\)/);
  model.dispose();
});

test("of a unit of a dense layer the products stand in the table", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 1);
  const figure = draw(image, await microscope(model, image, {layer: "dense_2", channel: 7}));
  expect(titles(figure)).toContain("value × weight, of dense_1");
  expect(texts(figure)[0]).toMatch(/^unit \d+: −?[\d.e−-]+ × −?[\d.e−-]+ = −?[\d.e−-]+$/);
  expect(texts(figure)).toHaveLength(10 + 1 + 3);
  model.dispose();
});

test("microscope names what is wrong", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 1);
  const view = await microscope(model, image, {layer: "conv2d"});
  expect(() => draw(image, [])).toThrow("microscope: expected at least one view, but got none");
  expect(() => draw(image, view, {direction: "backward"})).toThrow(
    'microscope: direction "backward" needs views with a gradient (gradientOf), but they have none'
  );
  expect(() => draw(ndarray([1], [1]), view)).toThrow(/^microscope: x is a picture/);
  model.dispose();
});

import {decode} from "fast-png";
import {expect, test} from "vitest";
import {displaySymbol} from "../../../src/cnn/host.ts";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import {
  architecture,
  featureMaps,
  filters,
  receptiveField,
  weightHistogram
} from "../../../src/cnn/plot/index.ts";
import * as scratch from "../../../src/cnn/scratch/index.ts";

const count = (n: number) => Array.from({length: n}, (_, k) => k);

test("filters' colours are symmetric around 0, whatever the weights are", () => {
  const {layout, alt} = filters([[0.1, 0.5], [0.2, 0.3]]); // prettier-ignore
  expect(layout.coloraxis).toMatchObject({cmin: -0.5, cmax: 0.5});
  expect(alt).toContain("Colours from −0.5 to 0.5, symmetric around 0.");
  expect(filters([[0, 0]]).layout.coloraxis).toMatchObject({cmin: -1, cmax: 1});
  expect(filters([[NaN, -2]]).layout.coloraxis).toMatchObject({cmin: -2, cmax: 2});
});

test("filters takes each filter and channel out of a kernel [height, width, in, out]", () => {
  // weight = 100·row + 10·channel + filter
  const kernel = ndarray([2, 1, 2, 3], count(12).map((k) => 100 * Math.floor(k / 6) + 10 * (Math.floor(k / 3) % 2) + (k % 3))); // prettier-ignore
  const {data} = filters(kernel);
  expect(data.slice(0, 6).map(({z}) => z)).toEqual([
    [[0], [100]],
    [[10], [110]],
    [[1], [101]],
    [[11], [111]],
    [[2], [102]],
    [[12], [112]]
  ]);
  expect(data.slice(0, 2).map(({name}) => name)).toEqual([
    "filter 0, input channel 0",
    "filter 0, input channel 1"
  ]);
  const one = filters(kernel, {channel: 1});
  expect(one.data.slice(0, 3).map(({z}) => z)).toEqual([[[10], [110]], [[11], [111]], [[12], [112]]]); // prettier-ignore
  expect(one.alt).toContain("input channel 1 of 2");
});

test("filters shows the first of many, and one channel of many, and says so", () => {
  const figure = filters(ndarray([3, 3, 64, 128], new Float32Array(3 * 3 * 64 * 128).fill(0.1)));
  expect(figure.data.filter(({type}) => type === "heatmap")).toHaveLength(32);
  expect(figure.alt).toContain("32 of 128 filters");
  expect(figure.alt).toContain("input channel 0 of 64");
});

test("filters names what is wrong with its input", () => {
  expect(() => filters(ndarray([3, 3, 2], new Array(18).fill(0)))).toThrow(
    "filters: kernel is [kernelHeight, kernelWidth, inChannels, filters] or " +
      "[kernelHeight, kernelWidth], but got shape [3,3,2]"
  );
  expect(() => filters([[1]], {channel: 1})).toThrow(
    "filters: channel is one of 0 to 0, but got 1 (kernel [1,1])"
  );
});

test("featureMaps gives all maps of a layer the same colours, or each its own", () => {
  const maps = [[[1, 10], [2, 20]]]; // prettier-ignore
  const together = featureMaps(maps);
  expect(together.data.slice(0, 2).map(({z}) => z)).toEqual([[[1, 2]], [[10, 20]]]);
  expect(together.layout.coloraxis).toMatchObject({cmin: 0, cmax: 20});
  const apart = featureMaps(maps, {normalize: "map"});
  expect(apart.data.slice(0, 2).map(({zmax}) => zmax)).toEqual([2, 20]);
});

test("featureMaps shows several layers, each on axes of its own, and the maps that are silent", () => {
  const {data, alt, layout} = featureMaps([
    {name: "conv1", maps: ndarray([2, 2, 3], [0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0])},
    {name: "conv2", maps: ndarray([1, 1, 1, 12], count(12))}
  ]);
  expect(new Set(data.map(({yaxis}) => yaxis))).toEqual(new Set(["y", "y2"]));
  expect(layout.annotations).toMatchObject([
    {text: "<b>conv1</b>: 3 maps of 2×2, 0 … 4"},
    {text: "<b>conv2</b>: 8 of 12 maps of 1×1, 0 … 11"}
  ]);
  expect(alt).toContain("2 of 3 maps are zero everywhere");
});

test("featureMaps sends many large maps as small PNG files", () => {
  const figure = featureMaps(ndarray([224, 224, 40], new Float32Array(224 * 224 * 40).fill(0.5)));
  const drawn = figure.data.filter(({type}) => type === "image");
  expect(drawn).toHaveLength(32);
  const [{source, dx}] = drawn as {source: string; dx: number}[];
  expect(decode(Buffer.from(source.split(",")[1], "base64"))).toMatchObject({
    height: 112,
    width: 112
  });
  expect(dx).toBe(2);
  expect(JSON.stringify(figure).length).toBeLessThan(100_000);
  const png = figure[displaySymbol]()["image/png"] as string;
  expect(decode(Buffer.from(png, "base64")).width).toBe(8 * 114 - 2);
});

test("featureMaps names what is wrong with its input", () => {
  expect(() => featureMaps([])).toThrow("featureMaps: expected at least one layer, but got none");
  expect(() => featureMaps([{name: "conv1", maps: [[1]]}])).toThrow(
    "featureMaps: conv1 is feature maps [height, width, channels] of one picture, but got shape [1,1]"
  );
  expect(() => featureMaps(ndarray([2, 1, 1, 1], [1, 2]))).toThrow("but got shape [2,1,1,1]");
});

test("receptiveField draws what scratch.receptiveField computes", () => {
  const layers = scratch.receptiveField([
    {name: "conv1", kernelSize: 3, padding: 1},
    {name: "pool1", kernelSize: 2, strides: 2},
    {name: "conv2", kernelSize: 3}
  ]);
  const {data, alt} = receptiveField(ndarray([12, 12], new Array(144).fill(0.5)), layers, {
    row: 0,
    col: 1
  });
  // conv2's unit (0, 1) sees 8 pixels a side, from row −1 and column 1 on.
  expect(data.at(-1)).toMatchObject({
    name: "conv2 8×8",
    x: [0.5, 8.5, 8.5, 0.5, 0.5],
    y: [-1.5, -1.5, 6.5, 6.5, -1.5]
  });
  expect(alt).toContain("conv2's unit (0, 1) sees 8×8 pixels (rows -1 to 6, columns 1 to 8)");
});

test("receptiveField's boxes lie one inside the other", () => {
  const layers = scratch.receptiveField([
    {kernelSize: 5},
    {kernelSize: 2, strides: 2},
    {kernelSize: 3},
    {kernelSize: 2, strides: 2}
  ]);
  const boxes = receptiveField(ndarray([28, 28], new Array(784).fill(0)), layers).data.slice(1);
  for (let k = 1; k < boxes.length; ++k) {
    const [inner, outer] = [boxes[k - 1], boxes[k]] as {x: number[]; y: number[]}[];
    for (const axis of ["x", "y"] as const) {
      expect(Math.min(...outer[axis])).toBeLessThanOrEqual(Math.min(...inner[axis]));
      expect(Math.max(...outer[axis])).toBeGreaterThanOrEqual(Math.max(...inner[axis]));
    }
  }
});

test("receptiveField names what is wrong with its input", () => {
  expect(() => receptiveField([[1]], [])).toThrow(
    "receptiveField: expected 1 to 12 layers, but got 0"
  );
  expect(() => receptiveField([[1]], [{name: "c", size: 0, jump: 1, start: 0}])).toThrow(
    "but c has size 0, jump 1, start 0"
  );
});

test("weightHistogram counts every weight once, the greatest too", () => {
  const {data, alt} = weightHistogram([0, 1, 2, 3, 4, 4], {bins: 4});
  expect(data[0].customdata).toEqual([1, 1, 1, 3]);
  expect(data[0].x).toEqual([0.5, 1.5, 2.5, 3.5]);
  expect((data[0].y as number[]).reduce((a, b) => a + b)).toBeCloseTo(100, 1);
  expect(alt).toContain("6 weights, values from 0 to 4, mean 2.333, standard deviation 1.491");
});

test("weightHistogram compares layers in the same bins", () => {
  const {data} = weightHistogram([
    {name: "a", weights: [0, 1]},
    {name: "b", weights: ndarray([2, 2], [0, 2, 2, 4])}
  ]);
  expect(data[0].x).toEqual(data[1].x);
  expect(data.map(({line}) => (line as {dash: string}).dash)).toEqual(["solid", "dash"]);
});

test("weightHistogram draws equal and not finite weights, and refuses none", () => {
  expect(weightHistogram([3, 3]).alt).toContain("every value 3");
  expect(weightHistogram([3, NaN]).alt).toContain("1 value not finite");
  expect(() => weightHistogram([])).toThrow("weightHistogram: expected 1 to 6 layers, but got 0");
  expect(() => weightHistogram([1], {bins: 0})).toThrow(
    "weightHistogram: bins is a whole number of 1 or more, but got 0"
  );
});

test("architecture draws the higher stacks the more channels a layer has", () => {
  const rows = [1, 6, 64].map((channels) => ({
    name: `c${channels}`,
    kind: "conv2d",
    shape: [null, 8, 8, channels]
  }));
  const {layout, alt} = architecture(rows);
  const {shapes} = layout as {shapes: {x0: number}[]};
  const sheets = [0, 1, 2].map((k) => shapes.filter(({x0}) => Math.round(x0 + 0.28) === k).length);
  expect(sheets[0]).toBe(1);
  expect(sheets[1]).toBeGreaterThan(sheets[0]);
  expect(sheets[2]).toBeGreaterThan(sheets[1]);
  expect(alt).toContain("c1 (conv2d) 8×8×1 → c6 (conv2d) 8×8×6 → c64 (conv2d) 8×8×64");
  expect((layout as {annotations: unknown[]}).annotations).toHaveLength(2); // arrows
});

test("architecture shows the first of many layers, and refuses none or a broken shape", () => {
  const row = {name: "d", kind: "dense", shape: [10]};
  expect(architecture(new Array(100).fill(row)).alt).toContain("40 of 100 layers");
  expect(() => architecture([])).toThrow("architecture: expected at least one layer, but got none");
  expect(() => architecture([{...row, shape: [null, null, 3]}])).toThrow(
    "architecture: an output shape holds lengths of 1 or more, but d has [null,null,3]"
  );
});

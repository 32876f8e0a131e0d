import {decode} from "fast-png";
import {expect, test} from "vitest";
import {displaySymbol} from "../../../src/cnn/host.ts";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import {channels, heatmap, image, imageGrid} from "../../../src/cnn/plot/index.ts";
import type {Figure} from "../../../src/cnn/plot/index.ts";
import {digit, landscape} from "./pictures.ts";

const pngOf = (figure: Figure) =>
  decode(Buffer.from(figure[displaySymbol]()["image/png"] as string, "base64"));
const sourceOf = (trace: Record<string, unknown>) =>
  decode(Buffer.from((trace.source as string).replace("data:image/png;base64,", ""), "base64"));

test("image says what it shows, as in its example", () => {
  const {alt, data} = image([[0, 255], [255, 0]], {title: "A chequer"}); // prettier-ignore
  expect(alt).toBe("A chequer. Grey picture of 2×2 pixels, values from 0 to 255, mean 127.5.");
  expect(data[0]).toMatchObject({type: "heatmap", z: [[0, 255], [255, 0]], zmin: 0, zmax: 255}); // prettier-ignore
});

test("image takes 1 for white when no value lies outside 0 to 1", () => {
  expect(image([[0, 0.5]]).data[0]).toMatchObject({zmin: 0, zmax: 1});
  expect(image([[0, 2]]).data[0]).toMatchObject({zmin: 0, zmax: 255});
  expect(image([[-3, 2]]).data[0]).toMatchObject({zmin: -3, zmax: 2});
  expect(image([[0, 0.5]], {range: [0, 0.5]}).data[0]).toMatchObject({zmin: 0, zmax: 0.5});
});

test("image's PNG file has the picture's pixels, enlarged by a whole factor", () => {
  const x = digit(3, 1);
  const {height, width, channels: depth, data} = pngOf(image(x));
  expect([height, width, depth]).toEqual([280, 280, 4]);
  for (const [row, col] of [
    [0, 0],
    [10, 13],
    [14, 12],
    [27, 27]
  ]) {
    // prettier-ignore
    for (const inside of [0, 9]) {
      const at = ((row * 10 + inside) * width + col * 10 + inside) * 4;
      const value = x.data[row * 28 + col];
      expect([...data.subarray(at, at + 4)]).toEqual([value, value, value, 255]);
    }
  }
});

test("image sends a picture of many pixels as a PNG file, not as numbers", () => {
  const x = landscape(80, 100, 1);
  const [trace] = image(x).data;
  expect(trace).toMatchObject({type: "image"});
  expect(trace).not.toHaveProperty("z");
  const {height, width, data} = sourceOf(trace);
  expect([height, width]).toEqual([80, 100]);
  const at = 40 * 100 + 30;
  const expected = [0, 1, 2].map((c) => Math.round(x.data[at * 3 + c] * 255));
  expect([...data.subarray(at * 4, at * 4 + 4)]).toEqual([...expected, 255]);
});

test("image keeps the opacity of a fourth channel", () => {
  const {data} = sourceOf(image(ndarray([1, 1, 4], [255, 0, 0, 128])).data[0]);
  expect([...data]).toEqual([255, 0, 0, 128]);
});

test("image leaves NaN and infinite values blank, and says so", () => {
  const figure = image([[0, NaN], [Infinity, 1]]); // prettier-ignore
  expect(figure.data[0].z).toEqual([[0, null], [null, 1]]); // prettier-ignore
  expect(figure.alt).toContain("2 values not finite, left blank");
  const {data, width} = pngOf(figure);
  expect(data[3]).toBe(255);
  expect(data[(width - 1) * 4 + 3]).toBe(0); // the upper right corner: transparent
});

test("image draws a constant picture, and one without a finite value", () => {
  expect(image([[7, 7]]).alt).toContain("every value 7");
  expect(image([[-7, -7]]).data[0]).toMatchObject({zmin: -7.5, zmax: -6.5});
  expect(image([[NaN, NaN]]).alt).toContain("no finite value");
});

test("image names what is wrong with its input", () => {
  expect(() => image(ndarray([2, 2, 2], new Array(8).fill(0)))).toThrow(
    "image: a picture has 1, 3 or 4 channels, but got 2 ([2,2,2])"
  );
  expect(() => image([1, 2, 3])).toThrow(
    "image: x is a picture [height, width] or [height, width, channels] of 1, 3 or 4 channels, " +
      "but got shape [3]"
  );
  expect(() => image([])).toThrow("image: x is a picture");
  expect(() => image([[]])).toThrow("image: x holds at least one value, but got shape [1,0]");
  expect(() => image("cat.png" as never)).toThrow(
    'image: x is an NDArray or nested arrays of numbers, but got "cat.png"'
  );
  class Tensor {
    shape = [1, 1];
    data = () => Promise.resolve(0);
  }
  expect(() => image(new Tensor() as never)).toThrow("but got a value of type Tensor");
});

test("pictures are not changed by drawing them", () => {
  const x = landscape(8, 8, 2);
  const before = x.data.slice();
  image(x);
  imageGrid([x, x]);
  channels(x);
  heatmap(ndarray([8, 24], x.data));
  expect(x.data).toEqual(before);
});

test("imageGrid shows one tile a picture with its label, the first ones of many", () => {
  const many = ndarray([50, 2, 2], new Array(200).fill(1));
  const {data, alt, layout} = imageGrid(many, {limit: 6, labels: new Array(50).fill("cat")});
  expect(data.filter(({type}) => type === "heatmap")).toHaveLength(6);
  expect(data.at(-1)).toMatchObject({mode: "text", text: new Array(6).fill("cat")});
  expect(alt).toContain("6 of 50 pictures");
  expect(JSON.stringify(layout.title)).toContain("6 of 50 pictures");
  expect(imageGrid(ndarray([300, 1, 1], new Array(300).fill(1)), {limit: 200}).alt).toContain(
    "100 of 300 pictures"
  );
});

test("imageGrid takes a dataset's bytes and labels, and gives the labels their names", () => {
  const images = {shape: [3, 1, 2, 1], data: Uint8Array.of(0, 255, 1, 2, 3, 4)};
  const {data, alt} = imageGrid(images, {labels: Uint8Array.of(1, 0, 1), classNames: ["a", "b"]});
  expect(data[0].z).toEqual([[0, 255]]);
  expect(alt).toContain("Labels in reading order: b, a, b.");
  expect(() => imageGrid(images, {labels: Uint8Array.of(1, 0, 2), classNames: ["a", "b"]})).toThrow(
    "imageGrid: a label is one of 0 to 1, but got 2"
  );
});

test("imageGrid gives all pictures the same black and white", () => {
  const {data} = imageGrid([[[0, 1]], [[0, 200]]]); // prettier-ignore
  expect(data.map(({zmin, zmax}) => [zmin, zmax])).toEqual([[0, 255], [0, 255]]); // prettier-ignore
});

test("imageGrid's tiles lie in reading order and do not touch", () => {
  const {data} = imageGrid(ndarray([10, 4, 4], new Array(160).fill(1)));
  const places = data.map(({x0, y0}) => [x0 as number, y0 as number]);
  const rows = [...new Set(places.map(([, y]) => y))];
  expect(rows).toHaveLength(2); // 5 and 5, not 8 and 2
  for (let k = 1; k < 5; ++k) expect(places[k][0] - places[k - 1][0]).toBeGreaterThan(4);
  expect(rows[1] - rows[0]).toBeGreaterThan(4);
});

test("imageGrid names what is wrong with its input", () => {
  const one = ndarray([2, 2], [0, 1, 2, 3]);
  expect(() => imageGrid([])).toThrow("imageGrid: expected at least one picture, but got none");
  expect(() => imageGrid([one, ndarray([1, 2], [0, 1])])).toThrow(
    "imageGrid: expected pictures of one size, but picture 1 is [1,2,1] (picture 0 is [2,2,1])"
  );
  expect(() => imageGrid([one], {labels: ["a", "b"]})).toThrow(
    "imageGrid: expected one label for each picture, but got 2 labels for 1 picture"
  );
  expect(() => imageGrid([one], {limit: 0})).toThrow(
    "imageGrid: limit is a whole number of 1 or more, but got 0"
  );
  expect(() => imageGrid([one], {columns: 1.5})).toThrow(
    "imageGrid: columns is a whole number of 1 or more, but got 1.5"
  );
});

test("channels takes a picture apart, in the order of its channels", () => {
  const {data, alt} = channels([[[1, 2, 3], [4, 5, 6]]]); // prettier-ignore
  expect(data.slice(0, 3).map(({z}) => z)).toEqual([[[1, 4]], [[2, 5]], [[3, 6]]]);
  expect(data[3].text).toEqual(["red", "green", "blue"]);
  expect(alt).toContain("green: values from 2 to 5, mean 3.5");
});

test("channels shows any number of channels, and names them as it is told", () => {
  const x = ndarray(
    [1, 1, 40],
    Array.from({length: 40}, (_, c) => c)
  );
  expect(channels(x).alt).toContain("32 of 40 channels");
  expect(() => channels([[[1, 2]]], {names: ["only"]})).toThrow(
    "channels: expected one label for each channel, but got 1 label for 2 channels"
  );
  expect(() => channels([[1, 2]])).toThrow("channels: x is a picture [height, width, channels]");
});

test("heatmap's diverging scale is symmetric around 0", () => {
  const {layout, alt} = heatmap([[1, 0, -3], [1, 0, -1]]); // prettier-ignore
  expect(layout.coloraxis).toMatchObject({cmin: -3, cmax: 3});
  expect(alt).toContain("least (−3) at row 0, column 2, greatest (1) at row 0, column 0");
  const row = heatmap([[1, 2]]);
  expect(row.layout.coloraxis).toMatchObject({cmin: 1, cmax: 2});
  expect(row.alt).toContain(" 1 row, 2 columns, ");
});

test("heatmap writes numbers into few cells only, and sends very many as a PNG file", () => {
  expect(heatmap([[1, 2]]).data[0]).toHaveProperty("texttemplate");
  expect(heatmap([new Array<number>(20).fill(1)]).data[0]).not.toHaveProperty("texttemplate");
  const large = heatmap(
    ndarray(
      [200, 100],
      Array.from({length: 20_000}, (_, k) => k)
    )
  );
  expect(sourceOf(large.data[0])).toMatchObject({height: 200, width: 100});
  expect(large.layout.coloraxis).toMatchObject({cmin: 0, cmax: 19_999});
});

test("heatmap draws what is constant or not finite", () => {
  expect(heatmap([[0, 0]]).alt).toContain("every value 0");
  const figure = heatmap([[NaN, 1]]);
  expect(figure.data[0].z).toEqual([[null, 1]]);
  expect(figure.alt).toContain("1 value not finite, left blank");
  expect(heatmap([[NaN]]).layout.coloraxis).toMatchObject({cmin: 0, cmax: 1});
});

test("heatmap names the labels that are missing", () => {
  expect(() => heatmap([[1, 2]], {xLabels: ["a"]})).toThrow(
    "heatmap: expected one label for each column, but got 1 label for 2 columns"
  );
  expect(() => heatmap([[1, 2]], {yLabels: []})).toThrow(
    "heatmap: expected one label for each row"
  );
});

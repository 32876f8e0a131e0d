import {architecture, tf, zoo} from "@convnotes/cnn";
import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";

test("architecture says in words what it draws", () => {
  expect(architecture(zoo.lenet5()).alt).toBe(
    "Input 32×32×1, convolution 5×5 to 28×28×6, average pooling 2×2 to 14×14×6, " +
      "convolution 5×5 to 10×10×16, average pooling 2×2 to 5×5×16, flatten to 400, " +
      "dense to 120, dense to 84, dense to 10."
  );
});

test("architecture draws a sheet for each map, a bar for each vector, all within the picture", () => {
  const {svg} = architecture(zoo.lenet5());
  const sheets = (colour: string): number =>
    svg.split(`fill="${colour}" fill-opacity="0.2"`).length - 1;
  expect(sheets("#0072b2")).toBe(6 + 9); // of 16 maps, nine
  expect(sheets("#d55e00")).toBe(6 + 9);
  expect(sheets("#009e73")).toBe(3);
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  for (const [, x, y] of svg.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThan(Number(width));
    expect(Number(y)).toBeGreaterThanOrEqual(0);
    expect(Number(y)).toBeLessThan(Number(height));
  }
  for (const size of ["32×32", "28×28", "14×14", "10×10", "5×5", "400", "120", "84"]) {
    expect(svg).toContain(`>${size}</text>`);
  }
});

test("architecture leaves out layers that change no shape and hold no weights", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 2, kernelSize: 3, inputShape: [6, 6, 1]}),
      tf.layers.activation({activation: "relu"}),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dropout({rate: 0.5}),
      tf.layers.dense({units: 2})
    ]
  });
  expect(architecture(model).alt).toBe(
    "Input 6×6×1, convolution 3×3 to 4×4×2, global average pooling to 2, dense to 2."
  );
});

test("architecture shows itself in a notebook as a picture, and in words", () => {
  const drawing = architecture(zoo.lenet5());
  const bundle = drawing[Symbol.for("Jupyter.display") as never] as () => unknown;
  expect(bundle()).toEqual({"image/svg+xml": drawing.svg, "text/plain": drawing.alt});
});

function residual(): LayersModel {
  const input = tf.input({shape: [8, 8, 1]});
  const conv = (x: SymbolicTensor): SymbolicTensor =>
    tf.layers.conv2d({filters: 2, kernelSize: 3, padding: "same"}).apply(x) as SymbolicTensor;
  const x = conv(input);
  const inner = tf.layers.batchNormalization({}).apply(conv(x)) as SymbolicTensor;
  const relu = tf.layers.activation({activation: "relu"}).apply(inner) as SymbolicTensor;
  const sum = tf.layers.add().apply([x, conv(relu)]) as SymbolicTensor;
  return tf.model({inputs: input, outputs: tf.layers.reLU().apply(sum) as SymbolicTensor});
}

test("architecture tells of a model that is no chain what depends on what", () => {
  expect(architecture(residual()).alt).toBe(
    "Graph of 5 stages: 1 input of 8×8×1; 2 convolution 3×3 to 8×8×2 from 1; " +
      "3 convolution 3×3, batch norm, ReLU to 8×8×2 from 2; 4 convolution 3×3 to 8×8×2 from 3; " +
      "5 add, ReLU to 8×8×2 from 2 and 4."
  );
});

test("architecture draws every use of a shared layer, and names inputs and outputs", () => {
  const [left, right] = ["left", "right"].map((name) => tf.input({shape: [4], name}));
  const dense = tf.layers.dense({units: 2});
  const both = [left, right].map((input) => dense.apply(input) as SymbolicTensor);
  const joined = tf.layers.concatenate().apply(both) as SymbolicTensor;
  const heads = ["same", "sum"].map(
    (name) => tf.layers.dense({name, units: 1}).apply(joined) as SymbolicTensor
  );
  expect(architecture(tf.model({inputs: [left, right], outputs: heads})).alt).toBe(
    "Graph of 7 stages: 1 (left) input of 4; 2 (right) input of 4; " +
      "3 (shared weights) dense to 2 from 1; 4 (shared weights) dense to 2 from 2; " +
      "5 concatenate to 4 from 3 and 4; " +
      "6 (gives same) dense to 1 from 5; 7 (gives sum) dense to 1 from 5."
  );
});

test("architecture draws graphs with no box over another, each below those it depends on", () => {
  for (const model of [residual(), zoo.googlenet({blank: true})]) {
    const {svg} = architecture(model);
    const [, width, height] = /viewBox="-8 -8 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
    const boxes = [
      ...svg.matchAll(/<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g)
    ].map(([, x, y, w, h]) => ({x: +x, y: +y, right: +x + +w, bottom: +y + +h}));
    expect(boxes.length).toBeGreaterThan(2);
    boxes.forEach((a, i) => {
      expect(a.x >= 0 && a.right <= width && a.y >= 0 && a.bottom <= height).toBe(true);
      const over = boxes.find(
        (b, k) => k > i && a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom
      );
      expect(over).toBeUndefined();
    });
    // An edge starts at the lower side of what it comes from, and ends lower down.
    for (const [, start, end] of svg.matchAll(/<path d="M[\d.-]+ ([\d.-]+).*?([\d.-]+)m-3/g)) {
      expect(Number(end)).toBeGreaterThan(Number(start));
    }
  }
});

test("architecture keeps the edge of a skip connection out of the boxes that it passes", () => {
  const {svg} = architecture(residual());
  const boxes = [
    ...svg.matchAll(/<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g)
  ].map((match) => match.slice(1).map(Number));
  const upright = [...svg.matchAll(/<path d="([^"]+)m-3/g)].flatMap(([, d]) =>
    [...d.matchAll(/ ([\d.-]+) ([\d.-]+)V([\d.-]+)/g)].map((match) => match.slice(1).map(Number))
  );
  expect(upright.length).toBeGreaterThan(0);
  for (const [x, top, bottom] of upright) {
    for (const [left, y, w, h] of boxes) {
      const crosses = x > left && x < left + w && top < y + h - 1 && bottom > y + 1;
      expect(crosses).toBe(false);
    }
  }
});

import {architecture, tf, zoo} from "@convnotes/cnn";
import type {SymbolicTensor} from "@tensorflow/tfjs";
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

test("architecture names the layer that makes a model no chain", () => {
  const input = tf.input({shape: [4]});
  const dense = tf.layers.dense({units: 4}).apply(input) as SymbolicTensor;
  const sum = tf.layers.add().apply([input, dense]) as SymbolicTensor;
  expect(() => architecture(tf.model({inputs: input, outputs: sum}))).toThrow(
    "architecture: every layer has the one before as its only input, but add has another"
  );
});

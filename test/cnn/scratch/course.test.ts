import {fromNested, ndarray, random, reshape, scratch, toNested, zeros} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {describe, expect, test} from "vitest";
import {counting, normal} from "./arrays.ts";

// The numbers of the course that one can work out by hand, by row of notebooks/course.md.

/** A grey image from its rows. */
function image(rows: number[][]): NDArray {
  return reshape(fromNested(rows), [rows.length, rows[0].length, 1]);
}

/** One filter for grey images from its rows. */
function filter(rows: number[][]): NDArray {
  return reshape(fromNested(rows), [rows.length, rows[0].length, 1, 1]);
}

/** A single feature map as rows. */
function rowsOf({shape, data}: NDArray): unknown {
  return toNested({shape: shape.slice(0, 2), data});
}

function sumOf({data}: NDArray): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum;
}

const noBias = ndarray([1], [0]);
const pooled = image([
  [3, 1, 1, 3],
  [2, 5, 0, 2],
  [1, 4, 2, 1],
  [4, 7, 2, 4]
]);

test("1.2: a convolution is one product with a sparse, shared matrix", () => {
  const [x, kernel] = [normal(random(1), [6, 6, 1]), normal(random(2), [3, 3, 1, 1])];
  const matrix = scratch.convolutionMatrix(kernel, x.shape);
  expect(matrix.shape).toEqual([16, 36]);
  expect(matrix.data.filter((weight) => weight !== 0)).toHaveLength(16 * 9);
  expect(new Set(matrix.data.filter((weight) => weight !== 0)).size).toBe(9);
  const product = scratch.matMul(matrix, reshape(x, [36, 1]));
  const y = scratch.conv2d(x, kernel, noBias);
  y.data.forEach((value, i) => expect(product.data[i]).toBeCloseTo(value, 12));
});

test("1.2: the matrix has strides, padding, dilation, channels and filters too", () => {
  const source = random(3);
  for (const options of [
    {},
    {strides: 2, padding: "same"},
    {padding: 2, dilationRate: [1, 2]}
  ] as const) {
    const [x, kernel] = [normal(source, [6, 5, 2]), normal(source, [3, 2, 2, 3])];
    const y = scratch.conv2d(x, kernel, zeros([3]), options);
    const matrix = scratch.convolutionMatrix(kernel, x.shape, options);
    const product = scratch.matMul(matrix, reshape(x, [60, 1]));
    expect(product.shape).toEqual([y.data.length, 1]);
    y.data.forEach((value, i) => expect(product.data[i]).toBeCloseTo(value, 12));
  }
});

test("3.2: a horizontal-edge filter turns 6×6 into 4×4", () => {
  const x = image([0, 0, 0, 255, 255, 255].map((grey) => Array<number>(6).fill(grey)));
  const kernel = filter([
    [-1, -1, -1],
    [0, 0, 0],
    [1, 1, 1]
  ]);
  expect(rowsOf(scratch.conv2d(x, kernel, noBias))).toEqual([
    [0, 0, 0, 0],
    [765, 765, 765, 765],
    [765, 765, 765, 765],
    [0, 0, 0, 0]
  ]);
});

test("3.3: the size is m − n + 1, as real convolutions have it", () => {
  expect(scratch.outputSize(28, 3)).toBe(26);
  for (let m = 1; m <= 8; ++m) {
    for (let n = 1; n <= m; ++n) {
      expect(scratch.outputSize(m, n)).toBe(m - n + 1);
      const y = scratch.conv2d(zeros([m, m, 1]), zeros([n, n, 1, 1]), noBias);
      expect(y.shape).toEqual([m - n + 1, m - n + 1, 1]);
    }
  }
});

test("3.4: ten filters over a colour image give ten maps", () => {
  const y = scratch.conv2d(zeros([6, 6, 3]), zeros([3, 3, 3, 10]), zeros([10]));
  expect(y.shape).toEqual([4, 4, 10]);
});

test("3.6: convolution is correlation with the kernel turned, and can be swapped around", () => {
  const source = random(4);
  const [a, b] = [normal(source, [4, 5]), normal(source, [3, 2])];
  expect(scratch.convolve(a, b)).toEqual(scratch.correlate(a, scratch.rotate180(b)));
  const [ab, ba] = [
    scratch.convolve(a, b, {padding: "full"}),
    scratch.convolve(b, a, {padding: "full"})
  ];
  expect(ab.shape).toEqual([6, 6]);
  ab.data.forEach((value, i) => expect(ba.data[i]).toBeCloseTo(value, 12));
  const notSwapped = scratch.correlate(b, a, {padding: "full"});
  expect(scratch.correlate(a, b, {padding: "full"}).data).not.toEqual(notSwapped.data);
});

describe("4.1 and 4.3: the worked 5×5 example", () => {
  const x = image([
    [7, 2, 3, 3, 8],
    [4, 5, 3, 8, 4],
    [3, 3, 2, 8, 4],
    [2, 8, 7, 2, 7],
    [5, 4, 4, 5, 4]
  ]);
  const edge = filter([
    [1, 0, -1],
    [1, 0, -1],
    [1, 0, -1]
  ]);

  test("4.1: its feature map", () => {
    const expected = [
      [6, -9, -8],
      [-3, -2, -3],
      [-3, 0, -2]
    ];
    expect(rowsOf(scratch.conv2d(x, edge, noBias))).toEqual(expected);
    const flat = (y: NDArray): NDArray => reshape(y, y.shape.slice(0, 2));
    expect(toNested(scratch.correlate(flat(x), flat(edge)))).toEqual(expected);
  });

  test("4.3: padding by 1 makes it 7×7 and keeps the map at 5×5", () => {
    const padded = scratch.zeroPad2d(x, 1);
    expect(rowsOf(padded)).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0, 7, 2, 3, 3, 8, 0],
      [0, 4, 5, 3, 8, 4, 0],
      [0, 3, 3, 2, 8, 4, 0],
      [0, 2, 8, 7, 2, 7, 0],
      [0, 5, 4, 4, 5, 4, 0],
      [0, 0, 0, 0, 0, 0, 0]
    ]);
    expect(scratch.outputSize(5, 3, {padding: 1})).toBe(5);
    const y = scratch.conv2d(x, edge, noBias, {padding: 1});
    expect(y.shape).toEqual([5, 5, 1]);
    expect(y).toEqual(scratch.conv2d(padded, edge, noBias));
    expect(y).toEqual(scratch.conv2d(x, edge, noBias, {padding: "same"}));
    expect(y.data[0]).toBe(-7); // 0 + 0 + 0 − 0 − 2 − 5
  });
});

test("4.6: the size is ⌊(n + 2p − f) / s⌋ + 1, as real convolutions have it", () => {
  let count = 0;
  for (let n = 1; n <= 9; ++n) {
    for (let f = 1; f <= 4; ++f) {
      for (let p = 0; p <= 2; ++p) {
        if (n + 2 * p < f) continue;
        for (let s = 1; s <= 3; ++s, ++count) {
          const size = Math.floor((n + 2 * p - f) / s) + 1;
          const options = {strides: s, padding: p};
          expect(scratch.outputSize(n, f, options)).toBe(size);
          const y = scratch.conv2d(zeros([n, n, 1]), zeros([f, f, 1, 1]), noBias, options);
          expect(y.shape).toEqual([size, size, 1]);
        }
      }
    }
  }
  expect(count).toBe(303);
});

test("4.7: 6×7 with a 3×3 kernel and stride 2 gives 2×3, and the last row is never reached", () => {
  const x = counting([6, 7, 1]);
  const steps = [...scratch.conv2dSteps(x, zeros([3, 3, 1, 1]), noBias, {strides: 2})];
  expect(scratch.conv2d(x, zeros([3, 3, 1, 1]), noBias, {strides: 2}).shape).toEqual([2, 3, 1]);
  expect(steps).toHaveLength(6);
  const rows = new Set(steps.flatMap((step) => step.rows));
  const cols = new Set(steps.flatMap((step) => step.cols));
  expect([...rows].sort()).toEqual([0, 1, 2, 3, 4]);
  expect([...cols].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("4.8: same padding with stride 2 goes 28, 14, 7, 4", () => {
  const sizes = [28];
  while (sizes[sizes.length - 1] > 4) {
    sizes.push(scratch.outputSize(sizes[sizes.length - 1], 3, {padding: "same", strides: 2}));
  }
  expect(sizes).toEqual([28, 14, 7, 4]);
  // Of the one pixel that 28 needs, Keras puts none above: the first window starts on the image.
  const [first] = scratch.conv2dSteps(zeros([28, 28, 1]), zeros([3, 3, 1, 1]), noBias, {
    padding: "same",
    strides: 2
  });
  expect(first.rows).toEqual([0, 1, 2]);
});

test("5.3: max, average and global pooling of the 4×4 example", () => {
  expect(rowsOf(scratch.maxPool2d(pooled))).toEqual([
    [5, 3],
    [7, 4]
  ]);
  expect(rowsOf(scratch.avgPool2d(pooled))).toEqual([
    [2.75, 1.5],
    [4, 2.25]
  ]);
  expect([...scratch.globalMaxPool2d(pooled).data]).toEqual([7]);
  expect([...scratch.globalAvgPool2d(pooled).data]).toEqual([2.625]);
});

test("5.4: channels are pooled one by one", () => {
  const x = normal(random(6), [4, 4, 3]);
  const y = scratch.maxPool2d(x);
  for (let c = 0; c < 3; ++c) {
    const of = (z: NDArray): Float32Array | Float64Array => z.data.filter((_, i) => i % 3 === c);
    expect(of(y)).toEqual(scratch.maxPool2d({shape: [4, 4, 1], data: of(x)}).data);
  }
});

test("7.1: a convolution is a dense layer on patches", () => {
  const source = random(7);
  const [x, kernel, bias] = [[6, 6, 3], [3, 3, 3, 4], [4]].map((shape) => normal(source, shape));
  const patches = scratch.im2col(x, 3);
  expect(patches.shape).toEqual([16, 27]);
  const y = scratch.dense(patches, reshape(kernel, [27, 4]), bias);
  const expected = scratch.conv2d(x, kernel, bias);
  expected.data.forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 12));
});

test("7.2 and 7.3: 50 filters of 3×3×3 have 1400 parameters, whatever the image", () => {
  for (const size of [6, 12]) {
    const network = new scratch.Network([{type: "conv2d", filters: 50, kernelSize: 3}], {
      inputShape: [size, size, 3]
    });
    expect(network.parameterCount).toBe(1400);
  }
});

describe("11: the network of the notes", () => {
  const network = new scratch.Network(
    [
      {type: "conv2d", filters: 1, kernelSize: 3, name: "z1"},
      {type: "relu", name: "a1"},
      {type: "maxPool2d", name: "p1"},
      {type: "flatten", name: "f"},
      {type: "dense", units: 1, name: "z2"},
      {type: "sigmoid", name: "a2"}
    ],
    {inputShape: [6, 6, 1], dtype: "float64", seed: 3}
  );
  const m = 5;
  const x = normal(random(8), [m, 6, 6, 1]);
  const y = ndarray([m, 1], [1, 0, 0, 1, 0], {dtype: "float64"});
  const {values, dValues, dParameters} = network.gradients(x, y);

  test("11.1: it has 9 + 1 + 4 + 1 = 15 parameters", () => {
    const shapes = Object.entries(network.parameters).map(([name, {shape}]) => [name, shape]);
    expect(shapes).toEqual([
      ["z1.kernel", [3, 3, 1, 1]],
      ["z1.bias", [1]],
      ["z2.kernel", [4, 1]],
      ["z2.bias", [1]]
    ]);
    expect(network.parameterCount).toBe(15);
  });

  test("11.2: every array on the way forward is at hand", () => {
    const shapes = Object.entries(network.forward(x)).map(([name, {shape}]) => [
      name,
      shape.slice(1)
    ]);
    expect(Object.fromEntries(shapes)).toEqual({
      input: [6, 6, 1],
      z1: [4, 4, 1],
      a1: [4, 4, 1],
      p1: [2, 2, 1],
      f: [4],
      z2: [1],
      a2: [1]
    });
    const byHand = scratch.conv2d(
      x,
      network.parameters["z1.kernel"],
      network.parameters["z1.bias"]
    );
    expect(values.z1).toEqual(byHand);
    expect(values.a1).toEqual(scratch.relu(byHand));
  });

  test("11.3: dL/da2 = (a2 − y) / (a2 (1 − a2)) and dL/dz2 = a2 − y, over m images 1/m", () => {
    values.a2.data.forEach((a, n) => {
      expect(dValues.a2.data[n] * m).toBeCloseTo((a - y.data[n]) / (a * (1 - a)), 12);
      expect(dValues.z2.data[n] * m).toBeCloseTo(a - y.data[n], 12);
    });
  });

  test("11.4: dL/dw2 = Fᵀ (A2 − Y) / m, and dL/db2 the sum", () => {
    const error = ndarray(
      [m, 1],
      values.a2.data.map((a, n) => (a - y.data[n]) / m),
      {dtype: "float64"}
    );
    const dKernel = scratch.matMul(scratch.transpose(values.f), error);
    dKernel.data.forEach((value, i) =>
      expect(dParameters["z2.kernel"].data[i]).toBeCloseTo(value, 12)
    );
    const sum = sumOf(error);
    expect(dParameters["z2.bias"].data[0]).toBeCloseTo(sum, 12);
    // The error of the row: (A2 − Y) w2ᵀ.
    const dRow = scratch.matMul(error, scratch.transpose(network.parameters["z2.kernel"]));
    dRow.data.forEach((value, i) => expect(dValues.f.data[i]).toBeCloseTo(value, 12));
  });

  test("11.5: flatten only changes the shape, row by row, and back", () => {
    const p = ndarray([2, 2, 1], [1, 2, 3, 4]);
    expect([...scratch.flatten(p).data]).toEqual([1, 2, 3, 4]);
    const {dInput} = scratch.flattenBackward(ndarray([4], [5, 6, 7, 8]), p);
    expect(dInput).toEqual(ndarray([2, 2, 1], [5, 6, 7, 8]));
    expect(dValues.p1.data).toEqual(dValues.f.data);
    expect(dValues.p1.shape).toEqual([m, 2, 2, 1]);
  });

  test("11.6: max pooling sends the gradient to the place of the maximum", () => {
    const a1 = image([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
      [9, 10, 13, 14],
      [11, 12, 15, 16]
    ]);
    expect(rowsOf(scratch.maxPool2d(a1))).toEqual([
      [4, 8],
      [12, 16]
    ]);
    const {dInput} = scratch.maxPool2dBackward(ndarray([2, 2, 1], [10, 20, 30, 40]), a1);
    expect(rowsOf(dInput)).toEqual([
      [0, 0, 0, 0],
      [0, 10, 0, 20],
      [0, 0, 0, 0],
      [0, 30, 0, 40]
    ]);
  });

  test("11.6: among equal values the first wins, and windows that overlap add up", () => {
    const ties = image([
      [2, 2],
      [2, 2]
    ]);
    const {dInput} = scratch.maxPool2dBackward(ndarray([1, 1, 1], [5]), ties);
    expect([...dInput.data]).toEqual([5, 0, 0, 0]);
    const peak = image([[0, 9, 0]]);
    const overlapping = {poolSize: [1, 2], strides: 1} as const;
    const shared = scratch.maxPool2dBackward(ndarray([1, 2, 1], [1, 10]), peak, overlapping);
    expect([...shared.dInput.data]).toEqual([0, 11, 0]);
  });

  test("11.7: ReLU lets the error through where z1 > 0, and not at 0", () => {
    const z = ndarray([4], [-1, 0, 1e-9, 2]);
    expect([...scratch.reluBackward(ndarray([4], [1, 2, 3, 4]), z).dInput.data]).toEqual([
      0, 0, 3, 4
    ]);
    dValues.z1.data.forEach((error, i) => {
      expect(error).toBe(values.z1.data[i] > 0 ? dValues.a1.data[i] : 0);
    });
  });

  test("11.8: dL/db1 is the sum of dL/dz1 and dL/dw1 its correlation with X, term by term", () => {
    const x = counting([3, 3, 1]);
    const dz = ndarray([2, 2, 1], [1, 10, 100, 1000]);
    const {dKernel, dBias} = scratch.conv2dBackward(dz, x, zeros([2, 2, 1, 1]));
    expect([...dBias.data]).toEqual([1111]);
    expect([...dKernel.data]).toEqual([
      1 * 1 + 2 * 10 + 4 * 100 + 5 * 1000,
      2 * 1 + 3 * 10 + 5 * 100 + 6 * 1000,
      4 * 1 + 5 * 10 + 7 * 100 + 8 * 1000,
      5 * 1 + 6 * 10 + 8 * 100 + 9 * 1000
    ]);
    const matrix = scratch.correlate(reshape(x, [3, 3]), reshape(dz, [2, 2]));
    expect(dKernel.data).toEqual(matrix.data);
  });

  test("11.8: and so in the 6×6 network, over all images", () => {
    const byHand = new Float64Array(9);
    for (let n = 0; n < m; ++n) {
      const one = {shape: [6, 6], data: x.data.slice(n * 36, (n + 1) * 36)};
      const error = {shape: [4, 4], data: dValues.z1.data.slice(n * 16, (n + 1) * 16)};
      scratch.correlate(one, error).data.forEach((value, i) => (byHand[i] += value));
    }
    byHand.forEach((value, i) => expect(dParameters["z1.kernel"].data[i]).toBeCloseTo(value, 12));
    const sum = sumOf(dValues.z1);
    expect(dParameters["z1.bias"].data[0]).toBeCloseTo(sum, 12);
  });

  test("11.9: dL/dX is the full convolution with the kernel", () => {
    const source = random(9);
    const [image, kernel, error] = [
      [5, 5],
      [3, 3],
      [3, 3]
    ].map((shape) => normal(source, shape));
    const {dInput, dKernel} = scratch.conv2dBackward(
      reshape(error, [3, 3, 1]),
      reshape(image, [5, 5, 1]),
      reshape(kernel, [3, 3, 1, 1])
    );
    const full = scratch.convolve(error, kernel, {padding: "full"});
    full.data.forEach((value, i) => expect(dInput.data[i]).toBeCloseTo(value, 12));
    const backward = scratch.correlateBackward(error, image, kernel);
    backward.dInput.data.forEach((value, i) => expect(dInput.data[i]).toBeCloseTo(value, 12));
    backward.dKernel.data.forEach((value, i) => expect(dKernel.data[i]).toBeCloseTo(value, 12));
  });
});

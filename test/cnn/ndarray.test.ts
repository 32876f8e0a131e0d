import {dtypeOf, fromNested, ndarray, reshape, sizeOf, tf, toNested, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";

test("an array holds its values row by row, as float32 unless float64 is asked for", () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 0.1]);
  expect(x.shape).toEqual([2, 3]);
  expect(x.data).toBeInstanceOf(Float32Array);
  expect(x.data[5]).toBe(Math.fround(0.1));
  const exact = ndarray([1], [0.1], {dtype: "float64"});
  expect(exact.data[0]).toBe(0.1);
  expect([x, exact].map(dtypeOf)).toEqual(["float32", "float64"]);
  expect(zeros([2, 2]).data).toEqual(new Float32Array(4));
});

test("an array has its own values: neither the given shape nor the given data is shared", () => {
  const shape = [2];
  const values = new Float32Array([1, 2]);
  const x = ndarray(shape, values);
  shape[0] = 9;
  values[0] = 9;
  expect(toNested(x)).toEqual([1, 2]);
});

test("nested arrays become an array and nested arrays again, of any number of axes", () => {
  const nested = [
    [
      [1, 2],
      [3, 4],
      [5, 6]
    ]
  ];
  expect(fromNested(nested).shape).toEqual([1, 3, 2]);
  expect(toNested(fromNested(nested))).toEqual(nested);
  expect(fromNested(7)).toEqual(ndarray([], [7]));
  expect(toNested(ndarray([], [7]))).toBe(7);
  expect(fromNested([]).shape).toEqual([0]);
  expect(toNested(fromNested([[], []]))).toEqual([[], []]);
  expect(fromNested([new Float32Array([1, 2])] as never).shape).toEqual([1, 2]);
});

test("reshape shows the same values under another shape", () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 6]);
  expect(toNested(reshape(x, [3, 2]))).toEqual([
    [1, 2],
    [3, 4],
    [5, 6]
  ]);
  expect(reshape(x, [6]).data).toBe(x.data);
  expect([sizeOf([]), sizeOf([3, 0]), sizeOf([2, 3, 4])]).toEqual([1, 0, 24]);
});

const mistakes: [call: () => unknown, message: string][] = [
  [() => ndarray([2, 2], [1, 2, 3]), "ndarray: shape [2,2] holds 4 values, but got 3"],
  [
    () => ndarray([2, -1], []),
    "ndarray: every axis has a whole length of 0 or more, but got shape [2,-1]"
  ],
  [() => zeros([NaN]), "ndarray: every axis has a whole length of 0 or more, but got shape [NaN]"],
  [
    () => ndarray([1], [1], {dtype: "int8" as never}),
    'ndarray: dtype is "float32" or "float64", but got int8'
  ],
  [() => reshape(zeros([4]), [3]), "reshape: x [4] holds 4 values, but shape [3] holds 3"],
  [
    () => fromNested([[1, 2], [3]]),
    "fromNested: every entry at depth 1 has 2 entries as the first has, but one has 1 entries"
  ],
  [
    () => fromNested([[1], 2]),
    "fromNested: every entry at depth 1 has 1 entries as the first has, but one has a number"
  ],
  [
    () => fromNested([["1"]] as never),
    'fromNested: nested arrays of numbers are expected, but one entry is "1"'
  ],
  [
    () => fromNested([1, [null]] as never),
    "fromNested: every entry at depth 1 has no entries as the first has, but one has 1 entries"
  ],
  [
    () => fromNested([1, null] as never),
    "fromNested: nested arrays of numbers are expected, but one entry is null"
  ],
  [
    () => fromNested(undefined as never),
    "fromNested: nested arrays of numbers are expected, but one entry is undefined"
  ],
  [
    () => fromNested(tf.zeros([1]) as never),
    "fromNested: nested arrays of numbers are expected, but one entry is a value of type Tensor"
  ]
];

test.each(mistakes.map(([call, message]) => ({call, message})))("$message", ({call, message}) => {
  expect(call).toThrow(message);
});

import {datasets, ndarray} from "@convnotes/cnn";
import {expect, test} from "vitest";

/** Pictures of 1×2 pixels: example i has the bytes i and 100 + i, and class i mod 3. */
function splitOf(n: number): datasets.Split {
  return {
    images: {
      shape: [n, 1, 2, 1],
      data: Uint8Array.from({length: 2 * n}, (_, k) => (k % 2) * 100 + (k >> 1))
    },
    labels: Uint8Array.from({length: n}, (_, i) => i % 3)
  };
}

/** The numbers that the examples had in `splitOf`; fails if pictures and labels came apart. */
function numbers({images, labels}: datasets.Split): number[] {
  const {data, shape} = images;
  expect(shape).toEqual([labels.length, 1, 2, 1]);
  expect(data).toHaveLength(2 * labels.length);
  return [...labels].map((label, k) => {
    expect([label, data[2 * k + 1]]).toEqual([data[2 * k] % 3, data[2 * k] + 100]);
    return data[2 * k];
  });
}

const upTo = (n: number): number[] => Array.from({length: n}, (_, i) => i);
const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);

test("an example is a picture of its own, as numbers 0 to 255", () => {
  expect(datasets.example(splitOf(4), 3)).toEqual(ndarray([1, 2, 1], [3, 103]));
  for (const i of [-1, 4, 0.5]) {
    expect(() => datasets.example(splitOf(4), i)).toThrow(
      `example: the split has examples 0 to 3, but got ${i}`
    );
  }
});

test("batches go once through the split, in order, in [0, 1], the last with what is left", () => {
  const all = [...datasets.batches(splitOf(7), {batchSize: 3})];
  expect(all.map(({x}) => x.shape)).toEqual([
    [3, 1, 2, 1],
    [3, 1, 2, 1],
    [1, 1, 2, 1]
  ]);
  expect(all[2]).toEqual({
    x: ndarray([1, 1, 2, 1], [6 / 255, 106 / 255]),
    labels: Uint8Array.of(0)
  });
  expect(all.flatMap(({labels}) => [...labels])).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test("batches of a seed are shuffled, the same each time, each example once", () => {
  const order = (seed: number): number[] =>
    [...datasets.batches(splitOf(50), {batchSize: 8, seed})].flatMap(({x, labels}) =>
      [...labels].map((label, k) => {
        const i = Math.round(x.data[2 * k] * 255);
        expect(label).toBe(i % 3);
        return i;
      })
    );
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
  expect(order(1)).not.toEqual(upTo(50));
  expect(sorted(order(1))).toEqual(upTo(50));
});

test("a batch size that is none is refused at the call, before the first batch", () => {
  for (const batchSize of [0, -1, 1.5, NaN]) {
    expect(() => datasets.batches(splitOf(3), {batchSize})).toThrow(
      `batches: batchSize is a whole number of 1 or more, but got ${batchSize}`
    );
  }
});

test("selected examples come in the order asked for", () => {
  expect(numbers(datasets.select(splitOf(5), [4, 0, 4]))).toEqual([4, 0, 4]);
  expect(numbers(datasets.select(splitOf(5), []))).toEqual([]);
  expect(() => datasets.select(splitOf(5), [5])).toThrow(
    "select: the split has examples 0 to 4, but got 5"
  );
});

test("a shuffle keeps every example, and is the same for the same seed", () => {
  const shuffled = numbers(datasets.shuffle(splitOf(40), 7));
  expect(sorted(shuffled)).toEqual(upTo(40));
  expect(shuffled).toEqual(numbers(datasets.shuffle(splitOf(40), 7)));
  expect(shuffled).not.toEqual(numbers(datasets.shuffle(splitOf(40), 8)));
});

test("a few are the first, or drawn by a seed, or so many of each class", () => {
  const split = splitOf(30);
  expect(numbers(datasets.take(split, 4))).toEqual([0, 1, 2, 3]);
  const drawn = numbers(datasets.take(split, 4, {seed: 3}));
  expect(new Set(drawn).size).toBe(4);
  expect(drawn).toEqual(numbers(datasets.take(split, 4, {seed: 3})));
  expect(drawn).not.toEqual([0, 1, 2, 3]);
  expect(numbers(datasets.take(split, 2, {perClass: true}))).toEqual([0, 1, 2, 3, 4, 5]);
  const {labels} = datasets.take(split, 2, {perClass: true, seed: 1});
  expect(sorted([...labels])).toEqual([0, 0, 1, 1, 2, 2]);
});

test("more than there are cannot be taken", () => {
  expect(() => datasets.take(splitOf(4), 5)).toThrow(
    "take: the split has 4 examples, but asked for 5"
  );
  expect(() => datasets.take(splitOf(4), 2, {perClass: true})).toThrow(
    "take: class 1 has 1 examples, but asked for 2 of each"
  );
});

test("what is split off and what stays make the whole", () => {
  const [rest, held] = datasets.splitOff(splitOf(20), 0.25, 1);
  expect(held.labels).toHaveLength(5);
  expect(sorted([...numbers(rest), ...numbers(held)])).toEqual(upTo(20));
  expect(numbers(held)).toEqual(numbers(datasets.splitOff(splitOf(20), 0.25, 1)[1]));
  for (const fraction of [0, 1, NaN]) {
    expect(() => datasets.splitOff(splitOf(20), fraction, 1)).toThrow(
      `splitOff: fraction lies between 0 and 1, but got ${fraction}`
    );
  }
});

import {random} from "@convnotes/cnn";
import {expect, test} from "vitest";

test("equal seeds give equal numbers, on every machine the same", () => {
  const source = random(1);
  expect([source.uniform(), source.uniform()]).toEqual([0.4684900725260377, 0.4359325869008899]);
  const [one, two, other] = [random(7), random(7), random(8)].map((each) =>
    Array.from({length: 100}, () => each.uniform())
  );
  expect(one).toEqual(two);
  expect(one.filter((value, i) => value === other[i])).toEqual([]);
});

test("seeds that differ above 32 bits give other numbers", () => {
  expect(random(2 ** 32 + 1).uniform()).not.toBe(random(1).uniform());
});

test("uniform numbers fill 0 to 1 evenly", () => {
  const source = random(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; ++i) counts[Math.floor(source.uniform() * 10)] += 1;
  // Chi-square of 9 degrees of freedom: 27.9 is passed once in a thousand.
  expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
});

test("normal numbers have mean 0, deviation 1 and the normal share beyond two deviations", () => {
  const source = random(4);
  const values = Array.from({length: 20_000}, () => source.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  const beyond = values.filter((value) => Math.abs(value) > 2).length / values.length;
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.006);
});

test("a permutation holds every number once, in another order each time", () => {
  const source = random(5);
  const order = source.permutation(50);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({length: 50}, (_, i) => i));
  expect(source.permutation(50)).not.toEqual(order);
  expect(source.permutation(0)).toHaveLength(0);
  for (let i = 0; i < 100; ++i) expect(source.integer(3)).toBeOneOf([0, 1, 2]);
});

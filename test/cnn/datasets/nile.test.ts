import {datasets} from "@convnotes/cnn";
import {expect, test} from "vitest";

test("nile holds a hundred years, 1871 to 1970, with the facts that are known of them", () => {
  const {years, values} = datasets.nile;
  expect([years.length, values.length]).toEqual([100, 100]);
  expect([years[0], years[99]]).toEqual([1871, 1970]);
  // As R's documentation of the same table summarises it: least 456, mean 919.35, greatest 1370.
  expect([Math.min(...values), Math.max(...values)]).toEqual([456, 1370]);
  expect(values.reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(919.35, 10);
  expect(years[values.indexOf(456)]).toBe(1913);
});

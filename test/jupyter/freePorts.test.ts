import {expect, test} from "vitest";
import {freePorts, releasePorts} from "../../src/jupyter/freePorts.ts";

test("a port is not given to two kernels, though the first may not listen on it yet", async () => {
  const numbers: number[] = [];
  for (let kernel = 0; kernel < 200; ++kernel) {
    numbers.push(...Object.values(await freePorts()));
  }
  releasePorts(numbers);
  expect(numbers).toHaveLength(1000);
  expect(new Set(numbers).size).toBe(1000);
});

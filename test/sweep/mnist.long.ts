import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Sweep} from "@convnotes/sweep";
import {afterAll, beforeAll, expect, test} from "vitest";
import {epochsOf, mnistSweep} from "./mnistSweep.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-sweep-"));
});
afterAll(() => rm(folder, {recursive: true}));

const run = (name: string, options: Parameters<typeof mnistSweep>[2]): Promise<Sweep> =>
  mnistSweep(folder, name, options);

test("ASHA saves half of the epochs of 60 trials, and loses at most 0.3 % accuracy", async () => {
  const all = await run("all", {epochs: 9, sampler: "random", trials: 60});
  const asha = await run("asha", {epochs: 9, sampler: "random", trials: 60, pruner: "asha"});
  const saved = 1 - epochsOf(asha) / epochsOf(all);
  const lost = all.best!.value! - asha.best!.value!;
  console.log(`ASHA saves ${(100 * saved).toFixed(1)} % of ${epochsOf(all)} epochs, loses ${lost}`);
  expect(epochsOf(all)).toBe(540);
  expect(saved).toBeGreaterThanOrEqual(0.5);
  expect(lost).toBeLessThanOrEqual(0.003);
});

test("at equal budget, the best that TPE finds beats that of random, over 5 seeds", async () => {
  const best: Record<string, number[]> = {tpe: [], random: []};
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const sampler of ["tpe", "random"] as const) {
      const {best: found} = await run(`${sampler}-${seed}`, {
        ...{epochs: 2, seed, trials: 40, lag: 1},
        sampler
      });
      best[sampler].push(found!.value!);
    }
  }
  const mean = (values: number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log(`TPE ${best.tpe.join(" ")}, random ${best.random.join(" ")}`);
  expect(mean(best.tpe)).toBeGreaterThan(mean(best.random));
});

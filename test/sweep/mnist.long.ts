import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sweep, type Sweep, type SweepOptions} from "@convnotes/sweep";
import {afterAll, beforeAll, expect, test} from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-sweep-"));
});
afterAll(() => rm(folder, {recursive: true}));

const run = (
  name: string,
  {epochs, ...more}: Partial<SweepOptions> & {epochs: number}
): Promise<Sweep> =>
  sweep({
    space: {
      rate: {type: "log", min: 1e-5, max: 0.3},
      filters: {type: "integer", min: 2, max: 16, scale: "log"},
      kernelSize: [3, 5, 7],
      dropout: {type: "float", min: 0, max: 0.8},
      activation: ["relu", "tanh", "sigmoid"]
    },
    objective: {module: "test/input/sweep/trainMnist.js"},
    data: {epochs},
    folder: join(folder, name),
    quiet: true,
    ...more
  });

const epochsOf = ({trials}: Sweep): number =>
  trials.reduce((sum, {steps}) => sum + Object.keys(steps).length, 0);

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

// What samplers and pruners are worth on real digits: 60 short trials each, over 5 seeds. TPE beside
// random search at the same budget; ASHA beside all epochs of the same trials.
//
//     node build.js && node --import ./bench/typescript.js bench/sweep/mnist.ts [SEEDS] [TRIALS] [FIRST SEED] [tpe|asha]
//
// Takes about an hour of one core; results do not depend on the machine or on how many trials run at once.

import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Sweep} from "@convnotes/sweep";
import {epochsOf, mnistSweep} from "../../test/sweep/mnistSweep.ts";

const [count = "5", asked = "60", first = "1", only] = process.argv.slice(2);
const seeds = Array.from({length: Number(count)}, (_, i) => Number(first) + i);
const trials = Number(asked);
const folder = await mkdtemp(join(tmpdir(), "bench-mnist-"));

const run = (name: string, options: Parameters<typeof mnistSweep>[2]): Promise<Sweep> =>
  mnistSweep(folder, name, {trials, ...options});

const percent = (share: number, digits: number = 1): string => (100 * share).toFixed(digits);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

async function compareSamplers(): Promise<void> {
  console.log(`best accuracy of ${trials} trials of 2 epochs, %: random, TPE`);
  const best: Record<"random" | "tpe", number[]> = {random: [], tpe: []};
  for (const seed of seeds) {
    for (const sampler of ["random", "tpe"] as const) {
      // Two at once: TPE knows nearly all that came before.
      const {best: found} = await run(`${sampler}-${seed}`, {epochs: 2, seed, sampler, lag: 1});
      best[sampler].push(found!.value!);
    }
    console.log(`  seed ${seed}: ${percent(best.random.at(-1)!)}, ${percent(best.tpe.at(-1)!)}`);
  }
  console.log(`  mean: ${percent(mean(best.random), 2)}, ${percent(mean(best.tpe), 2)}`);
}

async function compareBudgets(): Promise<void> {
  console.log(
    `ASHA beside all of 9 epochs, ${trials} random trials: epochs saved, accuracy lost, %`
  );
  const [saved, lost]: [number[], number[]] = [[], []];
  for (const seed of seeds) {
    const shared = {epochs: 9, seed, sampler: "random"} as const;
    const all = await run(`all-${seed}`, shared);
    const asha = await run(`asha-${seed}`, {...shared, pruner: "asha"});
    saved.push(1 - epochsOf(asha) / epochsOf(all));
    lost.push(all.best!.value! - asha.best!.value!);
    console.log(`  seed ${seed}: ${percent(saved.at(-1)!)}, ${percent(lost.at(-1)!, 2)}`);
  }
  console.log(`  mean: ${percent(mean(saved))}, ${percent(mean(lost), 2)}`);
}

if (only !== "asha") await compareSamplers();
if (only !== "tpe") await compareBudgets();
await rm(folder, {recursive: true});

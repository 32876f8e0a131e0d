// What a sweep costs: a thousand trials that do nothing, and trainings as trials beside the same
// trainings alone, in turn, medians.
//
//     node build.js && node --import ./bench/typescript.js bench/sweep/main.ts [ROUNDS]

import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sweep} from "@convnotes/sweep";

const rounds = Number(process.argv[2] ?? 7);
const here = new URL(".", import.meta.url).href;
const folder = await mkdtemp(join(tmpdir(), "bench-sweep-"));

const seconds = async (act: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
};
const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

for (const sampler of ["random", "tpe"] as const) {
  const time = await seconds(() =>
    sweep({
      space: {x: {type: "float", min: 0, max: 1}, y: [1, 2, 3]},
      objective: {module: `${here}empty.js`},
      ...{sampler, trials: 1000, jobs: 2, quiet: true},
      folder: join(folder, sampler)
    })
  );
  console.log(`1,000 empty trials, ${sampler}: ${time.toFixed(2)} s`);
}

interface Bench {
  train: (parameters: {rate: number}, options: object) => Promise<number>;
}
const {train} = (await import(`${here}train.js`)) as Bench;
const rate = 0.001;
await train({rate}, {quiet: true}); // the engine and the data are there
const alone: number[] = [];
for (let i = 0; i < rounds; ++i) alone.push(await seconds(() => train({rate}, {quiet: true})));
const {trials} = await sweep({
  space: {rate: [rate], round: Array.from({length: rounds + 1}, (_, i) => i)},
  objective: {module: `${here}train.js`},
  ...{sampler: "grid", jobs: 1, quiet: true},
  folder: join(folder, "train")
});
// As the sweep's clock has it: with the message to the process, the journal and the trial's record.
const whole = trials
  .slice(1)
  .map(({started, ended}) => (Date.parse(ended!) - Date.parse(started!)) / 1000);
const [a, b] = [median(alone), median(whole)];
console.log(
  `a training alone ${a.toFixed(3)} s, as a trial ${b.toFixed(3)} s: ${(100 * (b / a - 1)).toFixed(1)} % more`
);
await rm(folder, {recursive: true});

import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {random} from "@convnotes/cnn";
import type {SweepOptions, TrialRecord} from "@convnotes/sweep";
import {afterAll, beforeAll, expect, test} from "vitest";
import {journalLines} from "./journalLines.ts";
import {countIn, processesOf, remains, sweepProcess, until} from "./killed.ts";

let folder: string;
let undisturbed: TrialRecord[];

const options = (name: string, jobs: number = 2): SweepOptions => ({
  space: {rate: {type: "log", min: 1e-3, max: 0.3}, filters: [4, 8]},
  objective: {module: "test/input/sweep/trainStripes.js"},
  data: {epochs: 9},
  sampler: {name: "tpe", startupTrials: 4},
  pruner: "asha",
  ...{trials: 24, jobs, lag: 3, retries: 20},
  folder: join(folder, name)
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kills-"));
  undisturbed = (await sweepProcess(options("whole")))!;
  expect(new Set(undisturbed.map(({state}) => state))).toEqual(new Set(["complete", "pruned"]));
});
afterAll(() => rm(folder, {recursive: true}));

/** A sweep left what the undisturbed one left: trials, metrics, weights, optimisers' and random states. */
async function expectSame(name: string, trials: TrialRecord[]): Promise<void> {
  const whole = await remains(join(folder, "whole"), undisturbed);
  const own = await remains(join(folder, name), trials);
  expect(own.trials).toEqual(whole.trials);
  expect(Object.keys(own.files)).toEqual(Object.keys(whole.files));
  for (const [file, text] of Object.entries(whole.files)) {
    expect(own.files[file] === text, `${file} is the same`).toBe(true);
  }
  expect(await journalLines(join(folder, name))).toEqual(await journalLines(join(folder, "whole")));
}

const reports = (): number => countIn(join(folder, "killed"), '"op_code":7');

test("killed at 20 seeded moments, workers or everything, a sweep leaves the bits of one that was not", async () => {
  const source = random(1);
  const all = countIn(join(folder, "whole"), '"op_code":7');
  // A kill after each of 20 of the reports that the journal gets, whatever they take.
  const moments = Array.from({length: 20}, (_, i) =>
    Math.floor(((i + 0.2 + 0.6 * source.uniform()) * all) / 21)
  );
  const kills = {worker: 0, everything: 0};
  let trials: TrialRecord[] | undefined;
  while (!trials) {
    trials = await sweepProcess(options("killed"), async ({pid, kill, isOver}) => {
      while (moments.length > 0) {
        const moment = moments[0];
        await until(() => isOver() || reports() > moment);
        if (isOver()) return;
        moments.shift();
        const workers = source.uniform() < 0.5 ? await processesOf(pid) : [];
        if (workers.length === 0) {
          kill();
          kills.everything += 1;
          return;
        }
        process.kill(workers[source.integer(workers.length)], "SIGKILL");
        kills.worker += 1;
      }
    });
  }
  console.log(`killed: a worker ${kills.worker} times, everything ${kills.everything} times`);
  expect(kills.worker + kills.everything).toBe(20);
  expect(Math.min(kills.worker, kills.everything)).toBeGreaterThanOrEqual(5);
  const lost = await readFile(join(folder, "killed/lost.jsonl"), "utf8");
  expect(lost).toContain(
    "its process was ended by SIGKILL, as by hand or by a system that is short of memory"
  );
  await expectSame("killed", trials);
});

test("with 1 and with 4 workers, the trials and their weights are those of 2", async () => {
  for (const jobs of [1, 4]) {
    const name = `${jobs} workers`;
    await expectSame(name, (await sweepProcess(options(name, jobs)))!);
  }
});

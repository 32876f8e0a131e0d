import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {random} from "@convnotes/cnn";
import type {SweepOptions} from "@convnotes/sweep";
import {expect, test} from "vitest";
import {remains, sweepProcess} from "./killed.ts";

test("killed at 20 random moments, a sweep leaves the journal's trials, the metrics and the weights of one that was not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kills-"));
  const options = (name: string): SweepOptions => ({
    space: {rate: {type: "log", min: 1e-3, max: 0.3}, filters: [4, 8]},
    objective: {module: "test/input/sweep/trainStripes.js"},
    data: {epochs: 9},
    sampler: {name: "tpe", startupTrials: 4},
    pruner: "asha",
    trials: 16,
    jobs: 2,
    lag: 3,
    folder: join(folder, name)
  });
  try {
    const undisturbed = (await sweepProcess(options("whole")))!;
    expect(new Set(undisturbed.map(({state}) => state))).toEqual(new Set(["complete", "pruned"]));

    const source = random(1);
    let kills = 0;
    let trials: typeof undisturbed | undefined;
    while (!trials) {
      const most = 3000; // ms, most of a sweep's first trials
      trials = await sweepProcess(options("killed"), async ({kill, isOver}) => {
        if (kills >= 20) return;
        // Random moments are what is tested here.
        await sleep(300 + source.uniform() * most);
        if (isOver()) return;
        kill();
        kills += 1;
      });
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    console.log(`killed ${kills} times`);
    const whole = await remains(join(folder, "whole"), undisturbed);
    const killed = await remains(join(folder, "killed"), trials);
    expect(killed.trials).toEqual(whole.trials);
    expect(Object.keys(killed.files)).toEqual(Object.keys(whole.files));
    for (const [name, text] of Object.entries(whole.files)) {
      expect(killed.files[name] === text, `${name} is the same`).toBe(true);
    }
  } finally {
    await rm(folder, {recursive: true});
  }
});

import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {SweepOptions} from "@convnotes/sweep";
import {expect, test} from "vitest";
import {countIn, sweepProcess, until} from "./killed.ts";

test("killed with all its processes, a sweep goes on inside the trials that were interrupted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kill-"));
  const options: SweepOptions = {
    space: {x: [1, 2, 3]},
    objective: {module: "test/input/sweep/moods.js", export: "counts"},
    data: {pause: 15},
    sampler: "grid",
    jobs: 2,
    folder
  };
  try {
    const killed = await sweepProcess(options, async ({kill}) => {
      // Both trials are at their fourth step.
      await until(() => countIn(folder, '"step":3') === 2);
      kill();
    });
    expect(killed).toBeUndefined();
    const trials = await sweepProcess(options);
    expect(trials!.map(({state, value, steps}) => [state, value, steps[5]])).toEqual([
      ["complete", 15, 15],
      ["complete", 30, 30],
      ["complete", 45, 45]
    ]);
    for (const trial of ["0000", "0001"]) {
      const text = await readFile(join(folder, "trials", trial, "worked.txt"), "utf8");
      const worked = text.trim().split("\n");
      expect(worked.length).toBeLessThanOrEqual(7 + 1); // not twice six
      expect(worked.at(-1)).toBe("5");
    }
  } finally {
    await rm(folder, {recursive: true});
  }
});

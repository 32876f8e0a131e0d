import {mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {
  findSweeps,
  resumeSweep,
  stopSweep,
  sweep,
  SweepReader,
  type SweepOptions
} from "@convnotes/sweep";
import {afterEach, beforeEach, expect, test} from "vitest";
import {sweepProcess} from "./killed.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-"));
});
afterEach(() => rm(folder, {recursive: true}));

const options = (): SweepOptions => ({
  space: {x: [1, 2, 3]},
  objective: {module: "test/input/sweep/moods.js", export: "counts"},
  data: {pause: 80},
  sampler: "grid",
  jobs: 1,
  folder
});

test("another process sees how a sweep goes, stops it, and has it gone on with inside its trial", async () => {
  const reader = new SweepReader(folder);
  await expect(reader.read()).rejects.toThrow("SweepReader: the folder of a sweep is expected");
  const trials = await sweepProcess(options(), async ({isOver}) => {
    let seen = await reader.read().catch(() => undefined);
    while (seen?.trials[1]?.steps[2] === undefined && !isOver()) {
      seen = await reader.read().catch(() => undefined);
    }
    expect(seen).toMatchObject({status: "running", planned: 3, finished: 1, jobs: 1});
    expect(seen!.secondsLeft).toBeGreaterThan(0);
    await stopSweep(folder);
  });
  expect(trials!.map(({state}) => state)).toEqual(["complete", "running"]);
  expect(await reader.read()).toMatchObject({status: "stopped", finished: 1, canResume: true});
  await expect(stopSweep(folder)).rejects.toThrow("but nobody runs");

  const pid = await resumeSweep(folder, {jobs: 2});
  expect(pid).not.toBe(process.pid);
  let end = await reader.read();
  while (end.status === "running") end = await reader.read();
  expect(end).toMatchObject({status: "complete", finished: 3, jobs: 2, best: {number: 2}});
  expect(end.secondsLeft).toBeUndefined();
  expect(end.trials.map(({value}) => value)).toEqual([15, 30, 45]);
  expect(await new SweepReader(folder).read()).toEqual(end);
  expect(await findSweeps(join(folder, ".."), 1)).toContain(folder);
});

test("a sweep that runs is not run twice, and one inside a program only that program goes on with", async () => {
  const other = join(folder, "other");
  const inside = {...options(), objective: () => 1, inProcess: true, quiet: true, folder: other};
  let refused: unknown[] = [];
  await sweep({
    ...options(),
    quiet: true,
    onChange({number, steps}) {
      if (number > 0 || steps[0] === undefined || refused.length > 0) return;
      refused = [sweep({...options(), quiet: true}), resumeSweep(folder)].map((one) =>
        one.catch((error: Error) => error.message)
      );
    }
  });
  expect(await Promise.all(refused)).toEqual([
    expect.stringContaining(`process ${process.pid} is running it`),
    expect.stringContaining(`but process ${process.pid} of`)
  ]);
  await sweep({...inside, trials: 2});
  const reader = new SweepReader(other);
  expect(await reader.read()).toMatchObject({status: "complete", canResume: false});
  await expect(resumeSweep(other)).rejects.toThrow("has no objective.v8: call sweep again");
  expect((await readdir(other)).sort()).toEqual([
    ...["journal.log", "plan.json", "sweep.json", "trials"]
  ]);
});

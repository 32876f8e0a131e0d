import {mkdtemp, readdir, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sweep, type Sweep, type SweepOptions} from "@convnotes/sweep";
import {afterEach, beforeEach, expect, test} from "vitest";

const input = "test/input/sweep";
const moods = `${input}/moods.js`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sweep-"));
});
afterEach(() => rm(folder, {recursive: true}));

/** What is the same whenever and however a sweep was run. */
const gist = ({trials}: Sweep): unknown =>
  trials.map(({started, ended, ...trial}) => {
    expect(Date.parse(ended!)).toBeGreaterThanOrEqual(Date.parse(started!));
    return trial;
  });

const curves = (more: Partial<SweepOptions>): SweepOptions => ({
  space: {x: {type: "float", min: 0, max: 1}, kind: ["a", "b"]},
  objective: {module: moods, export: "curve"},
  sampler: {name: "tpe", startupTrials: 4},
  pruner: "asha",
  trials: 24,
  lag: 3,
  quiet: true,
  ...more
});

test("a sweep has the same trials, pruned at the same steps, with 1, 2 and 4 workers", async () => {
  const run = (jobs: number): Promise<Sweep> =>
    sweep(curves({jobs, folder: join(folder, String(jobs))}));
  const one = await run(1);
  expect(one.trials).toHaveLength(24);
  const states = one.trials.map(({state}) => state);
  expect(states.filter((state) => state === "pruned").length).toBeGreaterThan(5);
  expect(one.best!.value).toBeGreaterThan(0.93);
  expect(one.best!.attributes.asha_rung_0).toMatch(/^promoted by \d+$/);
  expect(gist(await run(2))).toEqual(gist(one));
  expect(gist(await run(4))).toEqual(gist(one));
  expect(gist(await sweep(curves({seed: 2, trials: 2})))).not.toEqual(gist(one));
  await rm("runs/sweep", {recursive: true}); // where a sweep without a folder goes
});

test("what goes wrong in a trial is told in its record, and the sweep goes on", async () => {
  const {trials, lost, best} = await sweep({
    space: {
      mood: [
        ...["throws", "not a number", "reports NaN", "exits", "killed once", "stuck once"],
        ...["waits for ever once", "leaves a timer", "well"]
      ]
    },
    objective: {module: moods},
    sampler: "grid",
    jobs: 3,
    retries: 1,
    stuckAfter: 2,
    timeout: 4,
    folder,
    quiet: true
  });
  const told = trials.map(({parameters, state, value, error}) => [
    parameters.mood,
    state,
    value ?? error
  ]);
  expect(told).toEqual([
    ["throws", "failed", "TypeError: no such layer"],
    ["not a number", "failed", "the objective gives a finite number, but it gave NaN"],
    [
      "reports NaN",
      "failed",
      "RangeError: trial.report: the value is a finite number, but got NaN"
    ],
    ["exits", "failed", "2 attempts were lost, the last because its process ended with code 3"],
    ["killed once", "complete", 2],
    ["stuck once", "complete", 3],
    ["waits for ever once", "complete", 4],
    ["leaves a timer", "complete", 5],
    ["well", "complete", 6]
  ]);
  expect(best!.value).toBe(6);
  const reasons = Object.fromEntries(lost.map(({trial, reason}) => [trial, reason]));
  expect(reasons).toEqual({
    3: "its process ended with code 3",
    4: "its process was ended by SIGKILL, as by hand or by a system that is short of memory",
    5: "it gave no sign of life for 2 s",
    6: "it took longer than 4 s"
  });
  const run = JSON.parse(await readFile(join(folder, "trials/0004/run.json"), "utf8")) as object;
  expect(run).toMatchObject({status: "complete", value: 2, attempts: 2, trial: 4});
  const pids = trials.map(({number}) =>
    readFile(join(folder, "trials", `000${number}`, "first"), "utf8")
  );
  const [, , , , , , , timer, well] = await Promise.all(pids);
  expect(well).not.toBe(timer); // a process with a timer left behind is not used again
});

test("a process takes the next trial when one ended cleanly, or not if so asked", async () => {
  const pids = async (freshProcesses: boolean): Promise<number> => {
    const {trials} = await sweep({
      space: {x: [1, 2, 3, 4, 5, 6]},
      objective: {module: moods, export: "processId"},
      sampler: "grid",
      jobs: 2,
      folder: join(folder, String(freshProcesses)),
      freshProcesses,
      quiet: true
    });
    return new Set(trials.map(({value}) => value)).size;
  };
  expect(await pids(false)).toBeLessThanOrEqual(2);
  expect(await pids(true)).toBe(6);
});

test("a sweep that is stopped goes on inside its trials, and its folder refuses another sweep", async () => {
  const options: SweepOptions = {
    space: {x: [1, 2, 3]},
    objective: {module: moods, export: "counts"},
    data: {pause: 20},
    sampler: "grid",
    jobs: 1,
    folder,
    quiet: true
  };
  const stop = new AbortController();
  const first = await sweep({
    ...options,
    signal: stop.signal,
    onChange({number, steps}) {
      if (number === 1 && steps[3] !== undefined) stop.abort();
    }
  });
  expect(first.stopped).toBe(true);
  expect(first.trials.map(({state}) => state)).toEqual(["complete", "running"]);

  await expect(sweep({...options, seed: 5})).rejects.toThrow(
    `sweep: ${folder} is a sweep with seed 1, but it is to go on with 5`
  );
  const second = await sweep(options);
  expect(second.trials.map(({value}) => value)).toEqual([15, 30, 45]);
  expect(second.trials[1].steps).toEqual({0: 0, 1: 2, 2: 6, 3: 12, 4: 20, 5: 30});
  const worked = await readFile(join(folder, "trials/0001/worked.txt"), "utf8");
  // The step that was not saved when it was stopped is the only one that is done again.
  expect([6, 7]).toContain(worked.trim().split("\n").length);
  expect((await readdir(folder)).sort()).toEqual([
    ...["journal.log", "objective.v8", "plan.json", "sweep.json", "trials"]
  ]);
});

test("an objective of this process may use what is around it, and a bad sweep is refused", async () => {
  const seen: number[] = [];
  const x = {type: "float", min: -1, max: 1} as const;
  const {best, trials} = await sweep({
    space: {x},
    objective({parameters, number}) {
      seen.push(number);
      return 1 - (parameters.x as number) ** 2;
    },
    trials: 30,
    inProcess: true,
    folder,
    quiet: true
  });
  expect(seen).toEqual(trials.map(({number}) => number));
  expect(best!.value).toBeGreaterThan(0.99);
  const objective = (): number => 1;
  const refused: [string, object][] = [
    ["sweep: jobs is a whole number of 1 or more, but got 0", {jobs: 0}],
    ['sweep: sampler is one of grid, random, tpe, but got "gird"', {sampler: "gird"}],
    ['sweep: pruner is one of none, median, asha, but got "x"', {pruner: "x"}],
    ['sweep: direction is maximize or minimize, but got "up"', {direction: "up"}],
    ["sweep: timeout is a time above 0 s, but got -1", {timeout: -1}],
    ["space: x: min is at most max", {space: {x: {...x, max: -2}}}],
    ['sweep: objective is a function or {module: "./objective.js"}, but got 3', {objective: 3}],
    ["but the objective is built in or bound", {objective: Math.sqrt}]
  ];
  for (const [message, options] of refused) {
    await expect(
      sweep({
        space: {x},
        objective,
        quiet: true,
        folder: join(folder, "x"),
        ...options
      })
    ).rejects.toThrow(message);
  }
});

import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {Journal} from "../../src/sweep/journal/journal.ts";
import type {Study} from "../../src/sweep/journal/replay.ts";
import {convnotes, Started} from "./convnotes.ts";

const notebook = path.resolve("test/input/sweep/stripes.md");

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), "convnotes-sweep-"));
});
afterEach(() => rm(cwd, {recursive: true, force: true}));

async function studyOf(folder: string): Promise<Study> {
  const journal = await Journal.open(path.join(cwd, folder, "journal.log"));
  await journal.close();
  return journal.study!;
}

test("a notebook is swept: each trial a run with its parameters, numbers and checkpoint", async () => {
  await writeFile(path.join(cwd, "space.yaml"), "filters: [2, 4]\nepochs: 2\n");
  const {code, stdout, stderr} = await convnotes(
    ["sweep", notebook, "--space", "space.yaml", "-p", "rate=log:0.01:0.1"].concat([
      "--sampler",
      "random",
      "-n",
      "2",
      "-j",
      "2",
      "--out",
      "kept"
    ]),
    {cwd}
  );
  expect(stderr).toContain("filters, epochs, rate for val_accuracy");
  expect(code).toBe(0);
  expect(stdout.trim()).toBe(path.join(cwd, "kept"));
  expect(stderr).toMatch(/trial\s+value\s+filters\s+epochs\s+rate/);

  const {name, direction, trials} = await studyOf("kept");
  expect([name, direction]).toEqual(["stripes", "maximize"]);
  expect(trials.map(({state}) => state)).toEqual(["complete", "complete"]);
  for (const {number, parameters, value, steps} of trials) {
    const folder = path.join(cwd, "kept", "trials", `000${number}`);
    expect((await readdir(folder)).sort()).toEqual(
      ["checkpoints", "metrics.jsonl", "run.json", "stripes.ipynb"].sort()
    );
    const lines = (await readFile(path.join(folder, "metrics.jsonl"), "utf8")).trim().split("\n");
    const metrics = lines.map((line) => JSON.parse(line) as {epoch: number; val_accuracy: number});
    expect(metrics.map(({epoch}) => epoch)).toEqual([0, 1]);
    expect(Object.values(steps)).toEqual(metrics.map((one) => one.val_accuracy));
    expect(value).toBe(metrics[1].val_accuracy);
    const run = JSON.parse(await readFile(path.join(folder, "run.json"), "utf8")) as object;
    expect(run).toMatchObject({trial: number, status: "complete", parameters});
    const executed = await readFile(path.join(folder, "stripes.ipynb"), "utf8");
    expect(executed).toContain(`const rate: number = ${parameters.rate as number};`);
  }
});

test("stopped by Ctrl-C, a sweep goes on inside its trial, to the numbers of one that was not stopped", async () => {
  const args = ["--sampler", "grid", "-p", "epochs=4", "-j", "1"];
  const whole = await convnotes(["sweep", notebook, ...args, "--out", "whole"], {cwd});
  expect(whole.code).toBe(0);

  const slow = new Started(["sweep", notebook, ...args, "-p", "pause=300", "--out", "cut"], {cwd});
  const journal = path.join(cwd, "cut", "journal.log");
  for (;;) {
    const text = await readFile(journal, "utf8").catch(() => "");
    if (text.includes('"step":1')) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  slow.signal("SIGINT");
  const {code, stderr} = await slow.ended;
  expect(stderr).toContain("convnotes sweep: stopped; convnotes sweep --resume");
  expect(code).toBe(130);

  const resumed = await convnotes(["sweep", "--resume", "cut"], {cwd});
  expect(resumed.code).toBe(0);
  const [there, here] = await Promise.all([studyOf("cut"), studyOf("whole")]);
  expect(there.trials[0].steps).toEqual(here.trials[0].steps);
  expect(there.trials[0].value).toBe(here.trials[0].value);
});

test("a slip on the command line is told before anything runs", async () => {
  const cases: [string[], string][] = [
    [["-p", "epocs=1,2"], "did you mean epochs?"],
    [["-p", "rate=log:1e-9:1"], "rate is a number from 0.001 to 0.5, but got 1e-9"],
    [["-p", "rate=lgo:1:2"], "-p rate: log:MIN:MAX"],
    [["--space", "none.yaml"], "--space: there is no file none.yaml"],
    [["--jobs", "many"], "--jobs is a number, but got many"]
  ];
  for (const [args, message] of cases) {
    const {code, stderr} = await convnotes(["sweep", notebook, ...args], {cwd});
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  }
  const {code, stderr} = await convnotes(["sweep", "--resume", "nowhere"], {cwd});
  expect([code, stderr]).toEqual([
    3,
    "convnotes sweep: nowhere is not the folder of a sweep of a notebook (no command.json)\n"
  ]);
});

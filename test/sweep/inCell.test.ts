import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, test} from "vitest";
import {convnotes} from "../cli/convnotes.ts";
import {Notebook, plain} from "../kernel/runtime/notebook.ts";

test("in a cell, an objective takes what it uses of other cells with it; a run keeps its metrics and sweeps", async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), "in-cell-"));
  try {
    const notebook = path.resolve("test/input/sweep/inCell.md");
    const {code, stdout, stderr} = await convnotes(["run", notebook, "--follow"], {cwd});
    expect(stderr).not.toContain("failed");
    expect(code).toBe(0);
    expect(stdout).toContain("states complete a true");
    expect(stdout).toContain(
      "sweep: the objective uses handle, which cannot go to another process because it holds a Sequential"
    );
    const run = path.dirname(path.join(cwd, stdout.trim().split("\n").at(-1)!));
    expect((await readdir(run)).sort()).toEqual([
      ...["checkpoints", "inCell.ipynb", "metrics.jsonl", "run.json", "sweeps"]
    ]);
    const record = JSON.parse(await readFile(path.join(run, "run.json"), "utf8")) as object;
    expect(record).toMatchObject({
      status: "completed",
      engine: {
        engine: expect.any(String) as unknown,
        threads: expect.any(Number) as unknown,
        with: expect.any(String) as unknown
      }
    });
    expect(await readdir(path.join(run, "checkpoints"))).toEqual(["fit-1.safetensors"]);
    const lines = (await readFile(path.join(run, "metrics.jsonl"), "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {training: 1, epoch: 0},
      {training: 1, epoch: 1}
    ]);
  } finally {
    await rm(cwd, {recursive: true});
  }
});

test("in a cell, a notebook is swept as the command line sweeps it", async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), "in-cell-"));
  try {
    const env = {...process.env, STRIPES: path.resolve("test/input/sweep/stripes.md")};
    const notebook = path.resolve("test/input/sweep/ofNotebook.md");
    const {code, stdout, stderr} = await convnotes(["run", notebook, "--follow"], {cwd, env});
    expect(stderr).not.toContain("failed");
    expect(code).toBe(0);
    expect(stdout).toContain("swept complete 2,complete 4 filters");
    expect(stdout).toContain("did you mean filters?");
    const run = path.dirname(path.join(cwd, stdout.trim().split("\n").at(-1)!));
    const [swept] = await readdir(path.join(run, "sweeps"));
    const inTrial = await readdir(path.join(run, "sweeps", swept, "trials", "0001"));
    expect(inTrial.sort()).toEqual(["checkpoints", "metrics.jsonl", "run.json", "stripes.ipynb"]);
  } finally {
    await rm(cwd, {recursive: true});
  }
});

test("in a cell, the figures that are asked for are drawn anew while trials run", async () => {
  const notebook = new Notebook();
  try {
    const named = await notebook.error(
      `import {sweep} from "@convnotes/sweep";
      await sweep({space: {x: [1]}, objective: () => 1, figures: ["histroy"]})`
    );
    expect(named).toBe(
      "RangeError: sweep: figures is a list of history, intermediate, parallel, importance, slice, " +
        'timeline, table, but got "histroy"'
    );
    const all = ["table", "history", "intermediate", "parallel", "importance", "slice", "timeline"];
    const run = notebook.begin(`
      import {existsSync} from "node:fs";
      const objective = async (trial) => {
        const {x, kind} = trial.parameters;
        for (let step = 0; step < 3; ++step) await trial.report(x * (step + 1));
        while (trial.number === 12 && !existsSync("go on")) await new Promise((done) => setTimeout(done, 20));
        return kind === "a" ? x : x / 2;
      };
      const result = await sweep({
        space: {x: {type: "float", min: 0, max: 1}, kind: ["a", "b"]}, objective, inProcess: true,
        pruner: "median", lag: 0, trials: 14, figures: ${JSON.stringify(all)}
      });
      result.trials.filter(({state}) => state === "pruned").length`);
    /** What is seen of a figure at the moment: its words. */
    const seen = (name: string): string => {
      const id = run.of("display_data").find(({displayId}) => displayId?.endsWith(`-${name}`));
      const later = run.of("update_display_data").filter((one) => one.displayId === id?.displayId);
      return plain((later.at(-1) ?? id)?.data["text/plain"]);
    };
    // Trial 12 runs until this has been seen: nothing comes after it by which figures could be late.
    await notebook.until(
      () => seen("timeline").includes("13 trials") && seen("table").includes("\t")
    );
    const shown = run.of("display_data").map(({displayId = ""}) => displayId.split("-").at(-1)!);
    expect(shown.filter((name) => all.includes(name))).toEqual(all);
    const [, ended] = / (\d+) ended early/.exec(seen("history"))!;
    expect(Number(ended)).toBeGreaterThan(0);
    expect(seen("history")).toMatch(/^What the trials of sweep came to: \d+ of 14 trials complete/);
    expect(seen("intermediate")).toContain(`13 curves, ${ended} of them ended early`);
    expect(seen("table").split("\n")).toHaveLength(14);
    expect(seen("table")).toMatch(/^trial\tvalue\tstate\tx\tkind\n.*complete/);
    for (const name of ["parallel", "importance", "slice"]) {
      expect(seen(name)).not.toContain("waits");
    }
    await writeFile(path.join(notebook.folder, "go on"), "");
    expect((await run.done).status).toBe("ok");
    expect(seen("timeline")).toContain("14 trials");
    expect(seen("table").split("\n")).toHaveLength(15);
    expect(run.result).toBe(/ (\d+) ended early/.exec(seen("history"))![1]);
  } finally {
    await notebook.close();
  }
});

test("in a cell, each error of trials is told once, and at the end how many failed", async () => {
  const notebook = new Notebook();
  try {
    const run = notebook.begin(`
      import {sweep} from "@convnotes/sweep";
      const objective = ({number}) => {
        if (number < 3) throw new TypeError(number < 2 ? "no such layer" : "no such filter");
        return number;
      };
      const {trials} = await sweep({
        space: {x: {type: "float", min: 0, max: 1}}, objective, inProcess: true, trials: 4, figures: []
      });
      trials.map(({state}) => state).join(" ")`);
    expect((await run.done).status).toBe("ok");
    expect(run.result).toBe("'failed failed failed complete'");
    const told = run.printed("stderr").split("\n");
    expect(told.filter((line) => line.startsWith("sweep: "))).toEqual([
      "sweep: trial 0 failed: TypeError: no such layer",
      "sweep: trial 2 failed: TypeError: no such filter",
      "sweep: 3 trials failed in all"
    ]);
  } finally {
    await notebook.close();
  }
});

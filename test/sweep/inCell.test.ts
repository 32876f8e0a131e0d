import {mkdtemp, readdir, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, test} from "vitest";
import {convnotes} from "../cli/convnotes.ts";

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

import {mkdtemp, readFile, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {SweepReader} from "@convnotes/sweep";
import {expect, onTestFinished, test} from "vitest";
import {readEvents, valuesOf} from "../sweep/readEvents.ts";
import {needs} from "../tools.ts";
import {convnotes} from "./convnotes.ts";

test("whatever a notebook comes to grief with is told in a line, and TensorBoard's files have it too", async (context) => {
  needs(context, "protobuf");
  const cwd = await mkdtemp(path.join(tmpdir(), "convnotes-failing-"));
  onTestFinished(() => rm(cwd, {recursive: true}));
  const notebook = path.resolve("test/input/sweep/failing.md");
  const options = ["--sampler", "grid", "--jobs", "2", "--retries", "1", "--out", "kept"];
  const {code, stdout, stderr} = await convnotes(
    ["sweep", notebook, "-p", "way", ...options, "--tensorboard", "events"],
    {cwd, env: {...process.env, NODE_OPTIONS: "--max-old-space-size=100"}}
  );
  expect(stderr).toContain("way throws  failed: TypeError: the kernel is larger than the image");
  expect(stderr).toContain("sweep: attempt 1 at trial 4 was lost: the process ran out of memory\n");
  expect([code, stdout.trim()]).toEqual([0, path.join(cwd, "kept")]);
  const {trials, status} = await new SweepReader(path.join(cwd, "kept")).read();
  expect(status).toBe("complete");
  const lost = "2 attempts were lost, the last because";
  const expected = [
    ["well", "complete", 0.75],
    ["throws", "failed", "TypeError: the kernel is larger than the image"],
    ...[
      ["diverges", "expected to report a finite val_accuracy, but step 2 gave none"],
      ["silent", "expected to report val_accuracy, but it reported nothing"]
    ].map(([way, what]) => [way, "failed", `the notebook is ${what}`]),
    ["hungry", "failed", `${lost} the process ran out of memory`],
    ["exits", "failed", `${lost} a cell called process.exit(1)`]
  ];
  expect(trials.map(({parameters: {way}, state, value, error}) => [way, state, value ?? error])).toEqual(expected); // prettier-ignore

  // One file for the sweep, and one for each trial, beside no other.
  const events = path.join(cwd, "events");
  const names = ["", ...trials.map(({number}) => `000${number}`)];
  const files = await Promise.all(
    names.map(async (name) => {
      const there = await readdir(path.join(events, name), {withFileTypes: true});
      const own = there.filter((entry) => entry.isFile());
      expect(own).toHaveLength(1);
      return path.join(events, name, own[0].name);
    })
  );
  const [root, ...runs] = readEvents(...files);
  expect(root[1].summary!.value[0]).toMatchObject({
    tag: "_hparams_/experiment",
    metadata: {plugin_data: {plugin_name: "hparams"}}
  });
  for (const [number, run] of runs.entries()) {
    const {parameters, steps, state} = trials[number];
    const content = (tag: string): Record<string, object> =>
      valuesOf(run).find((value) => value.tag === tag)!.metadata!.plugin_data.content;
    expect(content("_hparams_/session_start_info")).toMatchObject({
      session_start_info: {hparams: [{key: "way", value: parameters.way}]}
    });
    expect(content("_hparams_/session_end_info")).toMatchObject({
      session_end_info: {status: state === "failed" ? 2 : 1}
    });
    const scalars = (tag: string): unknown[] =>
      run.flatMap(({step = "0", summary}) =>
        (summary?.value ?? [])
          .filter((value) => value.tag === tag)
          .map(({simple_value = 0}) => [Number(step), Math.fround(simple_value)])
      );
    const told = Object.entries(steps).map(([step, value]) => [Number(step), value]);
    expect(scalars("objective")).toEqual(told);
    expect(scalars("val_accuracy")).toEqual(told);
    // What is not compared is there as well, each number at its step.
    const text = await readFile(path.join(cwd, "kept/trials", names[number + 1], "metrics.jsonl"), "utf8").catch(() => ""); // prettier-ignore
    const rows = text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as {step: number; loss: number}); // prettier-ignore
    expect(scalars("loss")).toEqual(rows.map(({step, loss}) => [step, Math.fround(loss)]));
    expect(rows).toHaveLength({well: 4, diverges: 3}[parameters.way as string] ?? 0);
  }
}, 120_000);

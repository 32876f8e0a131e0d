import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import type {NDArray, plot, readWeights} from "@convnotes/cnn";
import type {TrialRecord} from "@convnotes/sweep";
import {secondsOf} from "./sweepView.ts";

type Plot = typeof plot;

/** A trial as the lab shows it: what it tried, how that went, what its first layer has learned. */
export async function trialView(
  folder: string,
  trial: TrialRecord,
  {name}: {name: string}
): Promise<object> {
  const own = path.join(folder, "trials", String(trial.number).padStart(4, "0"));
  const {plot, readWeights} = await import("@convnotes/cnn");
  const {number, state, value, parameters, error, started, ended} = trial;
  const kernel = await firstKernel(own, readWeights);
  const curves = await curvesOf(own, trial, plot);
  const filters =
    kernel &&
    plot.filters(kernel, {title: `Filters of the first layer, trial ${number}`, limit: 32});
  return {
    ...{number, state, parameters, name},
    value: value ?? null,
    error: error ?? null,
    started: started ?? null,
    seconds: secondsOf({...(started && {started}), ...(ended && {ended})}),
    steps: Object.keys(trial.steps).length,
    curves: curves ?? null,
    filters: filters ?? null
  };
}

/** Loss and metrics of its training; else what it reported. */
async function curvesOf(
  folder: string,
  {number, steps}: TrialRecord,
  plot: Plot
): Promise<plot.Figure | undefined> {
  const title = `How trial ${number} went`;
  const history = await readHistory(folder);
  if (history) return plot.lossCurves(history, {title});
  const reported = Object.entries(steps)
    .map(([step, value]) => [Number(step) + 1, value] as const)
    .sort(([a], [b]) => a - b);
  if (reported.length === 0) return undefined;
  const x = reported.map(([step]) => step);
  const values = reported.map(([, value]) => value);
  return plot.curves(x, [{name: "reported", values}], {title, xTitle: "step", yTitle: "value"});
}

/** The last training that the trial's `metrics.jsonl` has; undefined where there is none. */
async function readHistory(folder: string): Promise<Record<string, number[]> | undefined> {
  const text = await readFile(path.join(folder, "metrics.jsonl"), "utf8").catch(() => "");
  // The last line may be on its way.
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
  const rows = lines.flatMap((line) => {
    const {training, epoch, ...scores} = JSON.parse(line) as Record<string, unknown>;
    return typeof training === "number" && typeof epoch === "number" ? [{training, scores}] : [];
  });
  const last = rows.at(-1);
  if (!last) return undefined;
  const own = rows.filter(({training}) => training === last.training);
  const names = Object.keys(last.scores).filter((name) =>
    own.every(({scores}) => Number.isFinite(scores[name]))
  );
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => [name, own.map(({scores}) => scores[name] as number)])
  );
}

/** The kernel of the first convolution in the trial's checkpoint; undefined where there is none. */
async function firstKernel(folder: string, read: typeof readWeights): Promise<NDArray | undefined> {
  const place = path.join(folder, "checkpoints");
  const files = await readdir(place).catch(() => []);
  for (const file of files.filter((name) => name.endsWith(".safetensors")).sort()) {
    let isFound = false;
    const arrays = await read(path.join(place, file), (name, {length}) => {
      if (isFound || length !== 4 || !name.startsWith("weights/")) return false;
      return (isFound = true);
    });
    const [kernel] = Object.values(arrays);
    if (kernel) return kernel;
  }
  return undefined;
}

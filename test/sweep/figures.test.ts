import {random} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {historyFigure} from "../../src/sweep/plot/historyFigure.ts";
import {importance} from "../../src/sweep/plot/importance.ts";
import {importanceFigure} from "../../src/sweep/plot/importanceFigure.ts";
import {parallelFigure} from "../../src/sweep/plot/parallelFigure.ts";
import {sliceFigure} from "../../src/sweep/plot/sliceFigure.ts";
import {stepsFigure} from "../../src/sweep/plot/stepsFigure.ts";
import {timelineFigure} from "../../src/sweep/plot/timelineFigure.ts";
import {trialTable} from "../../src/sweep/plot/trialTable.ts";
import type {SweepState} from "../../src/sweep/result.ts";
import {randomSampler} from "../../src/sweep/samplers/randomSampler.ts";
import {toSpace} from "../../src/sweep/space.ts";
import {bestTrial, type TrialRecord} from "../../src/sweep/trials.ts";

const space = toSpace({
  rate: {type: "log", min: 1e-4, max: 1},
  units: {type: "integer", min: 2, max: 10},
  kind: ["<max>", "average"],
  fixed: 3
});

/** Rate matters most, kind a little, units not at all; every third is ended early, the last failed. */
function stateOf(count: number): SweepState {
  const noise = random(9);
  const trials = Array.from({length: count}, (_, number): TrialRecord => {
    const parameters = randomSampler(space, 4).propose(number, []);
    const height =
      1 -
      (Math.log10(parameters.rate as number) + 2) ** 2 / 4 -
      (parameters.kind === "average" ? 0.2 : 0);
    const value = height + 0.01 * noise.normal();
    const at = {
      started: new Date(1000 * number).toISOString(),
      ended: new Date(1000 * number + 1500).toISOString()
    };
    const base = {number, parameters, ...at, attributes: {}};
    if (number === count - 1)
      return {...base, state: "failed", steps: {}, error: "the loss is NaN"};
    if (number % 3 === 2)
      return {...base, state: "pruned", value: value / 2, steps: {0: value / 2}};
    return {...base, state: "complete", value, steps: {0: value / 2, 1: value}};
  });
  const best = bestTrial(trials, "maximize");
  return {name: "lenet", folder: "", direction: "maximize", space, trials, ...(best && {best})};
}

const state = stateOf(60);
const best = state.best!;

test("importance tells what the values depend on", () => {
  const {rate, kind, units, fixed} = importance(state) as Record<string, number | undefined>;
  expect(rate).toBeGreaterThan(0.7);
  expect(kind).toBeGreaterThan(units! + 0.02);
  expect(units).toBeLessThan(0.05);
  expect(fixed).toBeUndefined();
  expect(rate! + kind! + units!).toBeCloseTo(1, 12);
  expect(importance(state)).toEqual(importance(state));
  expect(() => importance(stateOf(4))).toThrow(
    "importance: at least 4 complete trials are expected, but got 2"
  );
  expect(importanceFigure(state).data[0]).toMatchObject({x: ["rate", "kind", "units"]});
});

test("history draws values and the best so far, which never falls", () => {
  const {data, alt} = historyFigure(state);
  const line = data.at(-1) as {x: number[]; y: number[]};
  expect(line.y.every((value, i) => i === 0 || value >= line.y[i - 1])).toBe(true);
  expect(line.y.at(-1)).toBe(best.value);
  expect(alt).toMatch(
    /^What the trials of lenet came to: 40 of 60 trials complete, 19 ended early, 1 failed\. Best: /
  );
  expect((data[1] as {x: number[]}).x).toHaveLength(19);
});

test("parallel coordinates lead each complete trial through its parameters to its value", () => {
  const {data} = parallelFigure(state);
  expect(data).toHaveLength(40);
  const top = data.at(-1) as {y: number[]; text: string};
  expect(top.text).toContain(`trial ${best.number}:`);
  expect(top.y).toHaveLength(4); // what does not vary is left out
  expect(top.y[0]).toBeCloseTo((Math.log10(best.parameters.rate as number) + 4) / 4, 10);
  expect(top.y.at(-1)).toBe(1);
  expect(() => parallelFigure({...state, trials: []})).toThrow("at least one complete trial");
});

test("slices, steps and the timeline hold every trial that has something to show", () => {
  const slice = sliceFigure(state, "rate");
  expect(slice.layout.xaxis).toMatchObject({type: "log"});
  expect((slice.data[0] as {x: number[]}).x).toHaveLength(40);
  expect(sliceFigure(state, "kind").layout.xaxis).toMatchObject({type: "category"});
  expect(() => sliceFigure(state, "depth")).toThrow("parameters are rate, units, kind, fixed");

  const steps = stepsFigure(state);
  expect(steps.data).toHaveLength(59);
  expect(steps.data.at(-1)).toMatchObject({name: `best, trial ${best.number}`, showlegend: true});
  expect(steps.alt).toContain("59 curves, 19 of them ended early");
  expect(steps.data.filter(({showlegend}) => showlegend)).toHaveLength(3);

  const lanes = timelineFigure(state).data as {name: string; x: number[]; base: number[]}[];
  expect(lanes.map(({name, x}) => [name, x.length])).toEqual([
    ["complete", 40],
    ["ended early", 19],
    ["failed", 1]
  ]);
  expect(lanes[2]).toMatchObject({base: [59], x: [1.5]});
});

test("the table has the best first and the failed last, and shows text as text", () => {
  const table = trialTable(state);
  expect(table.rows[0]).toMatchObject({trial: String(best.number), state: "complete"});
  expect(table.rows.at(-1)).toMatchObject({state: "failed", error: "the loss is NaN"});
  const show = (table as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ];
  expect(show()["text/html"]).toContain("<td>&lt;max&gt;</td>");
});

test("figures go through JSON unchanged", () => {
  for (const {data, layout} of [historyFigure(state), parallelFigure(state), stepsFigure(state)]) {
    expect(JSON.parse(JSON.stringify({data, layout}))).toEqual({data, layout});
  }
});

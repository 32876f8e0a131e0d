import {expect, test} from "vitest";
import {ashaPruner} from "../../src/sweep/pruners/ashaPruner.ts";
import {medianPruner} from "../../src/sweep/pruners/medianPruner.ts";
import type {TrialRecord} from "../../src/sweep/trials.ts";
import {isReady, visible} from "../../src/sweep/visible.ts";

const trial = (
  number: number,
  steps: number[],
  state: TrialRecord["state"] = "complete"
): TrialRecord => ({number, state, parameters: {}, steps: {...steps}, attributes: {}});

test("the median pruner ends what is worse than half of the complete trials at the same step", () => {
  const history = [0.1, 0.2, 0.3, 0.4, 0.5].map((value, n) => trial(n, [value, value + 0.1]));
  const pruner = medianPruner("maximize");
  expect(pruner.decide({0: 0.29}, 0, history)).toEqual({prune: true, notes: {median: 0.3}});
  expect(pruner.decide({0: 0.3}, 0, history).prune).toBe(false);
  expect(pruner.decide({0: 0.5, 1: 0.1}, 1, history).prune).toBe(false); // its best so far counts
  expect(pruner.decide({0: 0.29}, 0, history.slice(1)).prune).toBe(false); // four are too few
  expect(pruner.decide({7: 0}, 7, history).prune).toBe(false); // nobody was there
  expect(medianPruner("minimize").decide({0: 0.29}, 0, history).prune).toBe(false);
  expect(medianPruner("minimize").decide({0: 0.31}, 0, history).prune).toBe(true);
  expect(medianPruner("maximize", {warmupSteps: 1}).decide({0: 0}, 0, history).prune).toBe(false);
});

test("ASHA lets one in three go on at steps 1, 3 and 9, and says so", () => {
  const pruner = ashaPruner("maximize");
  const history = [0.1, 0.2, 0.3, 0.4, 0.5].map((value, n) => trial(n, [value, value, value]));
  expect(pruner.decide({0: 0.45}, 0, history)).toEqual({
    prune: false,
    notes: {completed_rung_0: 0.45, asha_rung_0: "promoted by 6"}
  });
  expect(pruner.decide({0: 0.35}, 0, history)).toEqual({
    prune: true,
    notes: {completed_rung_0: 0.35, asha_rung_0: "stopped by 6"}
  });
  expect(pruner.decide({0: 1, 1: 0}, 1, history)).toEqual({prune: false, notes: {}}); // no rung
  expect(pruner.decide({2: 0}, 2, history).prune).toBe(true);
  expect(pruner.decide({8: 0}, 8, history)).toMatchObject({prune: false}); // the first to come so far
  expect(ashaPruner("minimize").decide({0: 0.15}, 0, history).prune).toBe(false);
  expect(() => ashaPruner("maximize", {reductionFactor: 1})).toThrow(
    "ashaPruner: reductionFactor is 2 or more, but got 1"
  );
});

test("a trial knows exactly those that are more than the lag before it, and waits for them", () => {
  const trials = [trial(0, []), trial(1, [], "running"), trial(2, []), trial(3, [])];
  const known = (number: number): number[] => visible(number, 2, trials).map((one) => one.number);
  expect(known(3)).toEqual([0]);
  expect(isReady(3, 2, trials)).toBe(true);
  expect(isReady(4, 2, trials)).toBe(false); // 1 is still running, though 2 and 3 are done
  expect(isReady(2, 2, [])).toBe(true);
});

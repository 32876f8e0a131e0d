import {random} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {drawBetween, erf, logMass} from "../../src/sweep/samplers/gaussian.ts";
import {gridSampler} from "../../src/sweep/samplers/gridSampler.ts";
import {parzen} from "../../src/sweep/samplers/parzen.ts";
import {randomSampler} from "../../src/sweep/samplers/randomSampler.ts";
import type {Sampler} from "../../src/sweep/samplers/sampler.ts";
import {tpeSampler} from "../../src/sweep/samplers/tpeSampler.ts";
import {type Dimension, type Parameters, toSpace} from "../../src/sweep/space.ts";
import type {TrialRecord} from "../../src/sweep/trials.ts";

const space = toSpace({
  rate: {type: "log", min: 1e-4, max: 1},
  units: {type: "integer", min: 2, max: 10, step: 4},
  pooling: ["max", "average"]
});

const complete = (number: number, parameters: Parameters, value: number): TrialRecord => ({
  number,
  state: "complete",
  parameters,
  value,
  steps: {},
  attributes: {}
});

test("a grid goes through every combination once", () => {
  const grid = gridSampler(
    toSpace({
      rate: {type: "log", min: 0.01, max: 1, points: 3},
      units: {type: "integer", min: 2, max: 10, step: 4},
      batch: {type: "integer", min: 8, max: 40, scale: "log"},
      fixed: "relu"
    })
  );
  expect(grid.count).toBe(3 * 3 * 4);
  const all = Array.from({length: grid.count!}, (_, n) => grid.propose(n, []));
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(36);
  expect(all[0]).toEqual({rate: 0.01, units: 2, batch: 8, fixed: "relu"});
  expect(all[1]).toEqual({rate: 0.01, units: 2, batch: 16, fixed: "relu"});
  expect(all[12].rate).toBeCloseTo(0.1, 12);
  expect(all[35]).toEqual({rate: 1, units: 10, batch: 40, fixed: "relu"});
});

test("random values are even on their scale, and depend on seed and number alone", () => {
  const sampler = randomSampler(space, 5);
  const all = Array.from({length: 4000}, (_, n) => sampler.propose(n, []));
  const share = (is: (parameters: Parameters) => boolean): number => all.filter(is).length / 4000;
  expect(share(({rate}) => (rate as number) < 0.01)).toBeCloseTo(0.5, 1);
  for (const units of [2, 6, 10]) expect(share((p) => p.units === units)).toBeCloseTo(1 / 3, 1);
  expect(share(({pooling}) => pooling === "max")).toBeCloseTo(0.5, 1);
  expect(all.every(({rate}) => (rate as number) >= 1e-4 && (rate as number) <= 1)).toBe(true);
  expect(randomSampler(space, 5).propose(17, [])).toEqual(all[17]);
  expect(randomSampler(space, 6).propose(17, [])).not.toEqual(all[17]);
});

test("the error function and masses of the normal distribution keep their digits", () => {
  // Reference values of Abramowitz & Stegun, table 7.1, and of the far tail by its series.
  expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
  expect(erf(2)).toBeCloseTo(0.9953222650189527, 14);
  expect(erf(-3.5)).toBeCloseTo(-0.9999992569016276, 14);
  expect(Math.exp(logMass(-1, 1))).toBeCloseTo(0.6826894921370859, 13);
  expect(logMass(9, 10) / -43.628216632280825).toBeCloseTo(1, 12);
  expect(logMass(-10, -9)).toBe(logMass(9, 10));
});

test("draws of a Parzen estimator follow its own density", () => {
  const dimension: Dimension = {kind: "integer", low: 0, high: 5, log: false, step: 1};
  const density = parzen(dimension, [1, 1, 4]);
  const source = random(3);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 6000; ++i) counts[density.draw(source) as number] += 1;
  const masses = counts.map((_, value) => Math.exp(density.log(value)));
  expect(masses.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 10);
  counts.forEach((count, value) => expect(count / 6000).toBeCloseTo(masses[value], 1));
  expect(masses[1]).toBeGreaterThan(2 * masses[5]);
  expect(drawBetween(source, {mean: 1, deviation: 1}, {low: 1, high: 2})).toBeGreaterThan(1);
});

/** A valley: best at rate 0.03, 6 units, average. */
const valley = ({rate, units, pooling}: Parameters): number =>
  -((Math.log10(rate as number) + 1.5) ** 2) -
  ((units as number) - 6) ** 2 / 16 -
  (pooling === "max" ? 0.3 : 0);

function best(sampler: Sampler, trials: number): number {
  const history: TrialRecord[] = [];
  for (let n = 0; n < trials; ++n) {
    const parameters = sampler.propose(n, history);
    history.push(complete(n, parameters, valley(parameters)));
  }
  return Math.max(...history.map(({value}) => value!));
}

test("TPE comes nearer to the best than random at equal budget, over ten seeds", () => {
  const seeds = Array.from({length: 10}, (_, i) => i);
  const mean = (make: (seed: number) => Sampler): number =>
    seeds.reduce((sum, seed) => sum + best(make(seed), 60), 0) / seeds.length;
  const tpe = mean((seed) => tpeSampler(space, seed, "maximize"));
  const drawn = mean((seed) => randomSampler(space, seed));
  // Both miss 0 by how far they are from the best.
  expect(tpe / drawn).toBeLessThan(0.5);
});

test("a proposal of TPE depends on seed, number and history alone, and not on the history's values' sign", () => {
  const history = Array.from({length: 20}, (_, n) => {
    const parameters = randomSampler(space, 1).propose(n, []);
    return complete(n, parameters, valley(parameters));
  });
  const up = tpeSampler(space, 7, "maximize").propose(30, history);
  expect(tpeSampler(space, 7, "maximize").propose(30, history)).toEqual(up);
  const negated = history.map((trial) => ({...trial, value: -trial.value!}));
  expect(tpeSampler(space, 7, "minimize").propose(30, negated)).toEqual(up);
  expect(tpeSampler(space, 7, "maximize").propose(31, history)).not.toEqual(up);
  expect(tpeSampler(space, 7, "maximize").propose(30, negated)).not.toEqual(up);
});

test("TPE keeps away from where trials fail", () => {
  const history = Array.from({length: 40}, (_, n): TrialRecord => {
    const parameters = randomSampler(space, 2).propose(n, []);
    if ((parameters.rate as number) < 0.1) return complete(n, parameters, 0.5);
    return {...complete(n, parameters, 0), state: "failed", error: "the loss is NaN"};
  });
  const sampler = tpeSampler(space, 1, "maximize");
  const rates = Array.from({length: 50}, (_, i) => sampler.propose(40 + i, history).rate as number);
  expect(rates.filter((rate) => rate >= 0.1).length).toBeLessThan(5);
});

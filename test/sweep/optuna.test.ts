import {spawnSync} from "node:child_process";
import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sweep, type SweepOptions} from "@convnotes/sweep";
import {expect, test} from "vitest";
import {parzen} from "../../src/sweep/samplers/parzen.ts";
import type {ParameterValue} from "../../src/sweep/space.ts";
import {type Dimension, toSpace} from "../../src/sweep/space.ts";
import {toDistribution, toStored} from "../../src/sweep/journal/distribution.ts";
import {needs} from "../tools.ts";

/** Runs a Python program with Debian's Optuna; it prints JSON. */
function python(program: string, input: unknown): unknown {
  const {stdout, stderr, status} = spawnSync("/usr/bin/python3", ["-W", "ignore", "-c", program], {
    input: JSON.stringify(input),
    encoding: "utf8"
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const density = `
import json, sys
import numpy as np
from scipy.special import logsumexp
from scipy.stats import truncnorm
from optuna.distributions import json_to_distribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights
out = []
for case in json.load(sys.stdin):
    parameters = _ParzenEstimatorParameters(True, 1.0, True, False, default_weights, False)
    space = {"x": json_to_distribution(case["distribution"])}
    estimator = _ParzenEstimator({"x": np.array(case["observed"], dtype=float)}, space, parameters)
    at = np.array(case["at"])
    mus = estimator._mus["x"]
    if mus is None or estimator._q["x"] is not None:
        out.append(list(estimator.log_pdf({"x": at})))
        continue
    # Optuna 3.1's density of continuous values leaves out 1 / scale (mended in 3.2), so the bumps
    # are Optuna's, and what they add up to is SciPy's.
    low, high, sigmas = estimator._low["x"], estimator._high["x"], estimator._sigmas["x"]
    x = np.log(at) if space["x"].log else at
    bumps = truncnorm.logpdf(x[:, None], (low - mus) / sigmas, (high - mus) / sigmas, mus, sigmas)
    out.append(list(logsumexp(bumps + np.log(estimator._weights), axis=1)))
print(json.dumps(out))
`;

test("a Parzen estimator's density is that of Optuna's", (context) => {
  needs(context, "optuna");
  const space = toSpace({
    rate: {type: "log", min: 1e-4, max: 1},
    share: {type: "float", min: 0, max: 0.5},
    stepped: {type: "float", min: 0, max: 1, step: 0.25},
    units: {type: "integer", min: 8, max: 64, step: 8},
    batch: {type: "integer", min: 1, max: 64, scale: "log"},
    pooling: ["max", "average", "none"]
  });
  const many = Array.from({length: 40}, (_, i) => 0.5 * ((i * 0.6180339887) % 1));
  const cases: [Dimension, ParameterValue[], ParameterValue[]][] = [
    [space.rate, [0.003, 0.5, 0.02], [1e-4, 0.01, 0.9]],
    [space.share, many, [0, 0.1, 0.26, 0.5]],
    [space.share, [], [0.2]],
    [space.stepped, [0.25, 1], [0, 0.25, 0.5, 1]],
    [space.units, [8, 24, 64], [8, 16, 64]],
    [space.batch, [2, 32, 5], [1, 3, 64]],
    [space.pooling, ["max", "max", "none"], ["max", "average", "none"]]
  ];
  const theirs = python(
    density,
    cases.map(([dimension, observed, at]) => ({
      distribution: toDistribution(dimension),
      observed: observed.map((value) => toStored(value, dimension)),
      at: at.map((value) => toStored(value, dimension))
    }))
  ) as number[][];
  cases.forEach(([dimension, observed, at], i) => {
    const own = parzen(dimension, observed);
    at.forEach((value, k) =>
      expect(own.log(value), `case ${i}, value ${String(value)}`).toBeCloseTo(theirs[i][k], 8)
    );
  });
});

const loads = `
import json, sys, optuna
from optuna.storages import JournalFileStorage, JournalStorage
path = json.load(sys.stdin)
study = optuna.load_study(study_name="lenet", storage=JournalStorage(JournalFileStorage(path)))
print(json.dumps({
    "direction": study.direction.name,
    "best": study.best_trial.number,
    "trials": [[t.number, t.state.name, t.params, t.value, t.intermediate_values, t.user_attrs,
                t.system_attrs, t.datetime_complete is not None] for t in study.trials],
}))
`;

const goesOn = `
import json, sys, optuna
from optuna.storages import JournalFileStorage, JournalStorage
optuna.logging.set_verbosity(optuna.logging.ERROR)
path = json.load(sys.stdin)
sampler = optuna.samplers.TPESampler(seed=1, n_startup_trials=2)
pruner = optuna.pruners.SuccessiveHalvingPruner(reduction_factor=3)
study = optuna.load_study(study_name="lenet", sampler=sampler, pruner=pruner,
                          storage=JournalStorage(JournalFileStorage(path)))
def objective(trial):
    rate = trial.suggest_float("rate", 1e-4, 1, log=True)
    trial.suggest_int("units", 8, 64, step=8)
    trial.suggest_categorical("pooling", ["max", "average"])
    trial.report(rate, 0)
    trial.should_prune()
    return rate
study.optimize(objective, n_trials=3)
print(json.dumps([[t.number, t.params, t.value] for t in study.trials[-3:]]))
`;

test("Debian's Optuna reads a sweep's journal, goes on with it, and we go on with Optuna's", async (context) => {
  needs(context, "optuna");
  const folder = await mkdtemp(join(tmpdir(), "optuna-"));
  const journal = join(folder, "journal.log");
  const options = (trials: number): SweepOptions => ({
    name: "lenet",
    space: {
      rate: {type: "log", min: 1e-4, max: 1},
      units: {type: "integer", min: 8, max: 64, step: 8},
      pooling: ["max", "average"]
    },
    async objective(trial) {
      const rate = trial.parameters.rate as number;
      if (trial.number === 1) throw new Error("no luck");
      await trial.report(rate);
      return rate;
    },
    sampler: {name: "tpe", startupTrials: 2},
    pruner: "asha",
    lag: 2,
    inProcess: true,
    trials,
    folder,
    quiet: true
  });
  try {
    const own = await sweep(options(12));
    expect(new Set(own.trials.map(({state}) => state))).toEqual(
      new Set(["complete", "pruned", "failed"])
    );
    const read = python(loads, journal) as {trials: unknown[][]};
    expect(read).toEqual({
      direction: "MAXIMIZE",
      best: own.best!.number,
      trials: own.trials.map(({number, state, parameters, value, steps, error, attributes}) => {
        const notes = Object.entries(attributes).filter(([key]) => key !== "error");
        const name = state === "failed" ? "FAIL" : state.toUpperCase();
        const told = error === undefined ? {} : {error};
        return [
          number,
          name,
          parameters,
          value ?? null,
          steps,
          told,
          Object.fromEntries(notes),
          true
        ];
      })
    });

    const theirs = python(goesOn, journal);
    const {trials} = await sweep(options(17));
    const gist = trials.map(({number, parameters, value}) => [number, parameters, value]);
    expect(gist.slice(0, 12)).toEqual(
      own.trials.map(({number, parameters, value}) => [number, parameters, value])
    );
    expect(gist.slice(12, 15)).toEqual(theirs);
    expect(trials).toHaveLength(17);
    expect((python(loads, journal) as {trials: unknown[]}).trials).toHaveLength(17);
  } finally {
    await rm(folder, {recursive: true});
  }
});

// Optuna Dashboard reads journals in the browser by a reader of its own, which is on no registry: what it
// takes from each line, by its source of August 2026 (optuna/optuna-dashboard, tslib/storage), is looked
// for here, where Optuna's own reader is content with less.
test("a journal's lines have what Optuna Dashboard's reader takes from them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dashboard-"));
  const stop = new AbortController();
  try {
    const {trials} = await sweep({
      space: {
        rate: {type: "log", min: 1e-4, max: 1},
        units: {type: "integer", min: 8, max: 64, step: 8},
        pooling: ["max", "average"],
        flip: {type: "boolean"}
      },
      async objective(trial) {
        if (trial.number === 1) throw new Error("no luck");
        if (trial.number === 9) stop.abort();
        for (let step = 0; step < 3; ++step) await trial.report(trial.parameters.rate as number);
        return 1;
      },
      ...{pruner: "asha", lag: 2, trials: 12, inProcess: true, folder, quiet: true},
      signal: stop.signal
    });
    const text = await readFile(join(folder, "journal.log"), "utf8");
    // It splits lines and parses each; a line of Python's NaN would be guessed at.
    const records = text.trim().split("\n").map((line) => JSON.parse(line) as DashboardRecord); // prettier-ignore
    expect(records[0]).toMatchObject({op_code: 0, study_name: "sweep", directions: [2]});
    const created = records.filter(({op_code}) => op_code === 4);
    expect(created).toHaveLength(trials.length);
    created.forEach(({study_id, state, params, distributions, user_attrs}, number) => {
      expect([study_id, state, user_attrs]).toEqual([0, 0, {}]);
      const shown = Object.entries(params!).map(([name, value]) => {
        const {name: kind, attributes} = JSON.parse(distributions![name]) as Distribution;
        expect(kind).toMatch(/^(Float|Int|Categorical)Distribution$/);
        return [name, kind === "CategoricalDistribution" ? attributes.choices![value] : value];
      });
      // It has a parameter that comes later, by op 5, for a number.
      expect(Object.fromEntries(shown)).toEqual(trials[number].parameters);
    });
    const states = {running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4};
    const seen = new Set<string>();
    for (const trial of trials) {
      const own = records.filter(({trial_id}) => trial_id === trial.number);
      for (const {user_attr = {}} of own) expect(Object.values(user_attr)).not.toContain(null);
      const steps = own.filter(({op_code}) => op_code === 7);
      expect(steps.map(({step, intermediate_value}) => [String(step), intermediate_value])).toEqual(
        Object.entries(trial.steps)
      );
      const ends = own.filter(({op_code}) => op_code === 6);
      expect(ends).toHaveLength(trial.state === "running" ? 0 : 1);
      seen.add(trial.state);
      for (const {state, values, datetime_start, datetime_complete} of ends) {
        expect(state).toBe(states[trial.state]);
        expect(values).toEqual(trial.value === undefined ? null : [trial.value]);
        // The start goes with the end, or it is forgotten there, and with it how long a trial took.
        expect(new Date(datetime_start!).toISOString()).toBe(trial.started);
        expect(new Date(datetime_complete!).toISOString()).toBe(trial.ended);
      }
    }
    expect([...seen].sort()).toEqual(["complete", "failed", "pruned", "running"]);
    expect(new Set(records.map(({op_code}) => op_code))).toEqual(new Set([0, 4, 6, 7, 8, 9]));
  } finally {
    await rm(folder, {recursive: true});
  }
});

interface Distribution {
  name: string;
  attributes: {choices?: ParameterValue[]};
}

interface DashboardRecord {
  op_code: number;
  study_id?: number;
  trial_id?: number;
  state?: number;
  params?: Record<string, number>;
  distributions?: Record<string, string>;
  user_attrs?: object;
  user_attr?: object;
  step?: number;
  intermediate_value?: number;
  values?: number[] | null;
  datetime_start?: string;
  datetime_complete?: string;
}

import {spawnSync} from "node:child_process";
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

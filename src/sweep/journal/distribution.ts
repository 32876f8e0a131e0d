// Dimensions in Optuna's words: `{"name": "FloatDistribution", "attributes": {…}}`, and values as it
// stores them: a choice by its place among the choices, all else as a number.

import type {Dimension, ParameterValue} from "../space.ts";

interface Distribution {
  name: string;
  attributes: Record<string, unknown>;
}

/** Optuna's JSON for a dimension. */
export function toDistribution(dimension: Dimension): string {
  return JSON.stringify(distributionOf(dimension));
}

function distributionOf(dimension: Dimension): Distribution {
  switch (dimension.kind) {
    case "categorical":
      return {name: "CategoricalDistribution", attributes: {choices: dimension.choices}};
    case "float": {
      const {low, high, log, step = null} = dimension;
      return {name: "FloatDistribution", attributes: {step, low, high, log}};
    }
    case "integer": {
      const {low, high, log, step} = dimension;
      return {name: "IntDistribution", attributes: {log, step, low, high}};
    }
  }
}

/** The number that Optuna stores for a value. */
export function toStored(value: ParameterValue, dimension: Dimension): number {
  return dimension.kind === "categorical" ? dimension.choices.indexOf(value) : (value as number);
}

/**
 * The value for a stored number.
 *
 * @param distribution - Optuna's JSON, which other programs may have written
 * @throws RangeError if it is of no kind that is known
 */
export function fromStored(stored: number, distribution: string): ParameterValue {
  const {name, attributes} = JSON.parse(distribution) as Distribution;
  switch (name) {
    case "CategoricalDistribution":
      return (attributes.choices as ParameterValue[])[stored]!;
    case "FloatDistribution":
    case "IntDistribution":
    // Names of older versions.
    case "UniformDistribution":
    case "LogUniformDistribution":
    case "DiscreteUniformDistribution":
    case "IntUniformDistribution":
    case "IntLogUniformDistribution":
      return stored;
    default:
      throw new RangeError(`journal: Optuna's distributions are expected, but got ${name}`);
  }
}

import type {Dimension, ParameterValue, Space} from "../space.ts";
import type {Sampler} from "./sampler.ts";
import {place, valueAt} from "./values.ts";

/**
 * Goes through every combination, the last parameter changing fastest; ranges without steps by their
 * `points`.
 *
 * @example
 * ```ts
 * const sampler = gridSampler(toSpace({filters: [8, 16], bias: {type: "boolean"}}));
 * sampler.count; // 4
 * sampler.propose(1, []); // {filters: 8, bias: true}
 * ```
 */
export function gridSampler(space: Space): Sampler {
  const axes = Object.entries(space).map(([name, dimension]) => [name, values(dimension)] as const);
  return {
    name: "grid",
    usesHistory: false,
    count: axes.reduce((product, [, {length}]) => product * length, 1),
    propose(number) {
      const parameters: [string, ParameterValue][] = [];
      let rest = number;
      for (const [name, axis] of axes.toReversed()) {
        parameters.unshift([name, axis[rest % axis.length]!]);
        rest = Math.floor(rest / axis.length);
      }
      return Object.fromEntries(parameters);
    }
  };
}

function values(dimension: Dimension): readonly ParameterValue[] {
  if (dimension.kind === "categorical") return dimension.choices;
  const {low, high} = dimension;
  if (low === high) return [low];
  if (dimension.kind === "float" && dimension.step === undefined) {
    return spread(dimension.points, dimension);
  }
  if (dimension.log) {
    // Powers of two, as one tries batch sizes.
    const powers = [low];
    while (powers.at(-1)! * 2 < high) powers.push(powers.at(-1)! * 2);
    return [...powers, high];
  }
  const step = dimension.step ?? 1;
  return Array.from({length: Math.round((high - low) / step) + 1}, (_, i) =>
    valueAt(low + i * step, dimension)
  );
}

function spread(points: number, dimension: Exclude<Dimension, {kind: "categorical"}>): number[] {
  const [low, high] = [place(dimension.low, dimension), place(dimension.high, dimension)];
  if (points === 1) return [valueAt((low + high) / 2, dimension)];
  return Array.from({length: points}, (_, i) => {
    // The ends as they were written, not as a logarithm and back makes them.
    if (i === 0) return dimension.low;
    if (i === points - 1) return dimension.high;
    return valueAt(low + ((high - low) * i) / (points - 1), dimension);
  });
}

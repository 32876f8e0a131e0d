import {random} from "@convnotes/cnn";
import type {Space} from "../space.ts";
import {trialSeed, type Sampler} from "./sampler.ts";
import {draw} from "./values.ts";

/**
 * Draws every parameter of every trial by itself.
 *
 * @see Bergstra & Bengio (2012), Random search for hyper-parameter optimization
 *
 * @example
 * ```ts
 * const sampler = randomSampler(toSpace({filters: [8, 16]}), 1);
 * sampler.propose(7, []); // always the same
 * ```
 */
export function randomSampler(space: Space, seed: number): Sampler {
  return {
    name: "random",
    usesHistory: false,
    propose(number) {
      const source = random(trialSeed(seed, number));
      return Object.fromEntries(
        Object.entries(space).map(([name, dimension]) => [name, draw(dimension, source)])
      );
    }
  };
}

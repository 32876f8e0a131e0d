import type {Parameters} from "../space.ts";
import type {TrialRecord} from "../trials.ts";

/**
 * Says what each trial tries.
 *
 * A proposal depends on the seed, the trial's number and the history that is handed in, and on
 * nothing else: the sampler remembers nothing from call to call.
 */
export interface Sampler {
  readonly name: string;
  /** How many trials there are to make, where that is bounded. */
  readonly count?: number;
  /** Whether proposals look at the history. */
  readonly usesHistory: boolean;
  /** @param history - finished trials that trial `number` may know of, by number */
  propose(number: number, history: readonly TrialRecord[]): Parameters;
}

/** The seed of one trial's random numbers, apart from those of every other trial. */
export const trialSeed = (seed: number, number: number): number => seed + (number + 1) * 2 ** 32;

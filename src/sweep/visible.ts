import {isFinished, type TrialRecord} from "./trials.ts";

// What a trial may know of the others.
//
// Were it "all that have finished by now", two workers would give other trials than one, and a slow
// machine others than a fast one. So trial n knows exactly the trials before n − lag, and begins when
// all of those have finished: its proposal and every decision to prune it are functions of the seed, its
// number and trials that are settled. The same sweep is the same on one worker and on many, and on
// another day. The price: at most lag + 1 trials run at once, and a sampler learns lag trials late.

/** Trials that run at once at most, less one, unless a sweep says otherwise. */
export const defaultLag = 7;

/** How many trials, the first ones, trial `number` knows. */
const visibleCount = (number: number, lag: number): number => Math.max(0, number - lag);

/** Whether all that trial `number` may know has been settled. */
export const isReady = (number: number, lag: number, trials: readonly TrialRecord[]): boolean =>
  visible(number, lag, trials).length === visibleCount(number, lag);

/** The finished trials that trial `number` may know of. */
export const visible = (
  number: number,
  lag: number,
  trials: readonly TrialRecord[]
): TrialRecord[] => trials.slice(0, visibleCount(number, lag)).filter(isFinished);

import {progress} from "@convnotes/cnn";
import type {LostTrial, SweepState} from "./result.ts";
import type {Watcher} from "./runTrials.ts";
import {isFinished} from "./trials.ts";

/** How often a reader is shown the state, in ms. */
const interval = 250;

/** Shows how a sweep goes: how many trials are done, the best value, the time that is left. */
export function showSweep(state: () => SweepState, trials: number): Watcher {
  const bar = progress({label: "sweep", total: trials});
  const started = performance.now();
  const before = state().trials.filter(isFinished).length;
  let shownAt = -Infinity;
  const show = (): void => {
    const {trials: all, best} = state();
    const done = all.filter(isFinished).length;
    bar.update(done, noteOf(done, best, (performance.now() - started) / (done - before)));
  };
  const noteOf = (done: number, best: SweepState["best"], each: number): string => {
    const left = (each * (trials - done)) / 1000;
    const value = best && `best ${best.value!.toPrecision(4)} (trial ${best.number})`;
    return [value, Number.isFinite(left) && done < trials && `${time(left)} left`]
      .filter(Boolean)
      .join("  ");
  };
  return {
    changed() {
      if (performance.now() - shownAt < interval) return;
      shownAt = performance.now();
      show();
    },
    lost({trial, attempt, reason}: LostTrial) {
      console.warn(`sweep: attempt ${attempt} at trial ${trial} was lost: ${reason}`);
    },
    close() {
      show();
      bar.close();
    }
  };
}

/** `45 s`, `3 min`, `1 h 20 min`. */
export function time(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

import {progress} from "@convnotes/cnn";
import {sweepFigures, type SweepFigureName} from "./plot/sweepFigures.ts";
import type {LostTrial, SweepState} from "./result.ts";
import type {Watcher} from "./runTrials.ts";
import {isFinished} from "./trials.ts";

/** How often a reader is shown the state, and how often figures are drawn anew, in ms. */
const interval = 250;
const figureInterval = 1000;

/** What a notebook shows, unless it is asked for others. */
const usual: readonly SweepFigureName[] = ["history", "steps", "parallel", "importance"];

/** Shows how a sweep goes: how many trials are done, the best value, the time that is left. */
export function showSweep(
  state: () => SweepState,
  trials: number,
  figures: readonly SweepFigureName[] = usual
): Watcher {
  const bar = progress({label: "sweep", total: trials});
  const started = performance.now();
  const before = state().trials.filter(isFinished).length;
  let shownAt = -Infinity;
  const draw = liveFigures(figures);
  let drawnAt = -Infinity;
  const show = (isLast = false): void => {
    const now = state();
    const {trials: all, best} = now;
    if (isLast || performance.now() - drawnAt >= figureInterval) {
      drawnAt = performance.now();
      draw?.({...now, planned: Math.max(trials, all.length)});
    }
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
      show(true);
      bar.close();
    }
  };
}

const hostSymbol = Symbol.for("convnotes.host");
const displaySymbol = Symbol.for("Jupyter.display");
let count = 0;

interface Notebook {
  display(bundle: unknown, id: string): void;
  update(bundle: unknown, id: string): void;
}

/**
 * In a notebook, figures that are drawn anew as trials go on. All of them have their place from the
 * beginning, so that nothing that is read moves; one that has not changed is left alone.
 */
function liveFigures(names: readonly SweepFigureName[]): ((state: SweepState) => void) | undefined {
  const notebook = (globalThis as {[hostSymbol]?: Notebook})[hostSymbol];
  if (!notebook) return undefined;
  const id = `sweep-${process.pid}-${++count}`;
  const shown = new Map<string, string>();
  return (state) => {
    for (const [name, figure] of Object.entries(sweepFigures(state, names))) {
      const bundle = (figure as unknown as Record<symbol, () => unknown>)[displaySymbol]!();
      const text = JSON.stringify(bundle);
      const before = shown.get(name);
      if (before === text) continue;
      shown.set(name, text);
      notebook[before === undefined ? "display" : "update"](bundle, `${id}-${name}`);
    }
  };
}

/** `45 s`, `3 min`, `1 h 20 min`. */
function time(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

import {type plot, progress} from "@convnotes/cnn";
import {historyFigure} from "./plot/historyFigure.ts";
import {stepsFigure} from "./plot/stepsFigure.ts";
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
  const figures = liveFigures();
  const show = (): void => {
    const now = state();
    const {trials: all, best} = now;
    figures?.(now);
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

const hostSymbol = Symbol.for("convnotes.host");
const displaySymbol = Symbol.for("Jupyter.display");
let count = 0;

interface Notebook {
  display(bundle: unknown, id: string): void;
  update(bundle: unknown, id: string): void;
}

/** In a notebook, figures that are drawn anew as trials go on: what they came to, and step by step. */
function liveFigures(): ((state: SweepState) => void) | undefined {
  const notebook = (globalThis as {[hostSymbol]?: Notebook})[hostSymbol];
  if (!notebook) return undefined;
  const id = `sweep-${process.pid}-${++count}`;
  const shown = new Set<string>();
  const draw = (name: string, figure: plot.Figure): void => {
    const bundle = (figure as unknown as Record<symbol, () => unknown>)[displaySymbol]!();
    notebook[shown.has(name) ? "update" : "display"](bundle, `${id}-${name}`);
    shown.add(name);
  };
  return (state) => {
    if (state.trials.some(({value}) => value !== undefined)) draw("history", historyFigure(state));
    const curves = state.trials.filter(({steps}) => Object.keys(steps).length > 1);
    if (curves.length > 0) draw("steps", stepsFigure(state));
  };
}

/** `45 s`, `3 min`, `1 h 20 min`. */
function time(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

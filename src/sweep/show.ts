import {progress} from "@convnotes/cnn";
import {sweepFigures, type SweepFigureName, sweepFigureNames} from "./plot/sweepFigures.ts";
import {trialTable} from "./plot/trialTable.ts";
import type {LostTrial, SweepState} from "./result.ts";
import type {Watcher} from "./runTrials.ts";
import {isFinished} from "./trials.ts";

/** How often a reader is shown the state, and how often figures are drawn anew, in ms. */
const interval = 250;
const figureInterval = 1000;

/** What a notebook shows while a sweep runs: its figures, and its trials in a table, the best first. */
export type SweepView = SweepFigureName | "table";

const views: readonly SweepView[] = [...sweepFigureNames, "table"];
const usual: readonly SweepView[] = ["history", "intermediate", "parallel", "importance"];

/**
 * What is shown, in the order that is asked for.
 *
 * @throws RangeError if there is nothing of the name
 */
export function viewsOf(asked: readonly SweepView[] = usual): readonly SweepView[] {
  const list: readonly SweepView[] = [asked].flat();
  const wrong = list.find((name) => !views.includes(name));
  if (Array.isArray(asked) && wrong === undefined) return [...new Set(list)];
  throw new RangeError(
    `sweep: figures is a list of ${views.join(", ")}, but got ${JSON.stringify(wrong ?? asked)}`
  );
}

export interface ShowOptions {
  figures: readonly SweepView[];
  /** Whether trials that fail are told, each error once; not where the caller hears of every trial. */
  tellsFailures: boolean;
}

/** Shows how a sweep goes: how many trials are done, the best value, the time that is left. */
export function showSweep(
  state: () => SweepState,
  trials: number,
  {figures, tellsFailures}: ShowOptions
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
    shownAt = performance.now();
    const isDue = isLast || shownAt - drawnAt >= figureInterval;
    if (draw && isDue) {
      drawnAt = shownAt;
      draw({...now, planned: Math.max(trials, all.length)});
    }
    const done = all.filter(isFinished).length;
    bar.update(done, noteOf(done, best, (performance.now() - started) / (done - before)));
    if (draw && !isDue) showLater();
  };
  const noteOf = (done: number, best: SweepState["best"], each: number): string => {
    const left = (each * (trials - done)) / 1000;
    const value = best && `best ${best.value!.toPrecision(4)} (trial ${best.number})`;
    return [value, Number.isFinite(left) && done < trials && `${time(left)} left`]
      .filter(Boolean)
      .join("  ");
  };
  // What came last is shown too, also where nothing comes after it for long.
  let timer: NodeJS.Timeout | undefined;
  const showLater = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        show();
      },
      Math.max(0, shownAt + interval - performance.now())
    );
  };
  const told = new Set<string>();
  return {
    changed({number, state, error = ""}) {
      showLater();
      if (!tellsFailures || state !== "failed" || told.has(error)) return;
      told.add(error);
      console.warn(`sweep: trial ${number} failed: ${error}`);
    },
    lost({trial, attempt, reason}: LostTrial) {
      console.warn(`sweep: attempt ${attempt} at trial ${trial} was lost: ${reason}`);
    },
    close() {
      clearTimeout(timer);
      show(true);
      bar.close();
      const failed = state().trials.filter((trial) => trial.state === "failed").length;
      if (tellsFailures && failed > told.size)
        console.warn(`sweep: ${failed} trials failed in all`);
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
function liveFigures(names: readonly SweepView[]): ((state: SweepState) => void) | undefined {
  const notebook = (globalThis as {[hostSymbol]?: Notebook})[hostSymbol];
  if (!notebook) return undefined;
  const id = `sweep-${process.pid}-${++count}`;
  const shown = new Map<string, string>();
  return (state) => {
    for (const name of names) {
      const shows = name === "table" ? trialTable(state) : sweepFigures(state, [name])[name];
      const bundle = (shows as unknown as Record<symbol, () => unknown>)[displaySymbol]!();
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

import {host} from "../host.ts";
import {progress, type Progress} from "../progress.ts";
import type {History} from "./history.ts";
import {liveCurves} from "./liveCurves.ts";

/** Where a reader sees how a training goes. */
export interface Show {
  batch(epoch: number, batch: number, means: Readonly<Record<string, number>>): void;
  epoch(epoch: number, scores: Readonly<Record<string, number>>): void;
  close(): void;
}

/**
 * Shows a training: in a notebook one bar and the growing curves, elsewhere a bar for each epoch.
 *
 * @param history - that `fit` fills
 */
export function show(history: History, epochs: number, batches: number): Show {
  const notebook = host();
  const curves = notebook && liveCurves(notebook, history, epochs, batches);
  const whole = notebook && progress({label: "training", total: epochs * batches});
  let bar: Progress | undefined;
  const line = (epoch: number, numbers: Readonly<Record<string, number>>): string =>
    [whole && `epoch ${epoch + 1}/${epochs}`, ...Object.entries(numbers).map(format)]
      .filter(Boolean)
      .join("  ");
  return {
    batch(epoch, batch, means) {
      bar ??= whole ?? progress({label: `epoch ${epoch + 1}/${epochs}`, total: batches});
      curves?.update();
      bar.update((whole ? epoch * batches : 0) + batch + 1, line(epoch, means));
    },
    epoch(epoch, scores) {
      curves?.update();
      if (whole) whole.update((epoch + 1) * batches, line(epoch, scores));
      else bar?.close(line(epoch, scores));
      bar = undefined;
    },
    close() {
      bar?.close();
      whole?.close();
      curves?.close();
    }
  };
}

const format = ([name, value]: [string, number]): string =>
  `${name} ${value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toFixed(4)}`;

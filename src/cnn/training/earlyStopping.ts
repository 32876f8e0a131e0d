export interface EarlyStopping {
  /** What is watched, by its name in the history; defaults to `val_loss`, or `loss` without validation. */
  monitor?: string;
  /** Epochs without improvement after which training ends; defaults to 0. */
  patience?: number;
  /** The least change that counts as an improvement; defaults to 0. */
  minDelta?: number;
  /** Whether less or more is better; defaults to `"max"` for names that end in accuracy, else `"min"`. */
  mode?: "min" | "max";
  /** Gives the model the weights of its best epoch at the end; defaults to true. */
  restoreBest?: boolean;
}

/** What early stopping remembers. */
export interface WatchState {
  /** The best value so far; null before the first. */
  best: number | null;
  /** The epoch that had it, from 0; −1 before the first. */
  bestEpoch: number;
}

/** Watches one number of the history. */
export interface Watch {
  readonly restoreBest: boolean;
  state: WatchState;
  /** Looks at the number after an epoch. */
  see(epoch: number, scores: Readonly<Record<string, number>>): {improved: boolean; stop: boolean};
}

/** Starts to watch for an end of improvement. */
export function watch(
  {
    monitor,
    patience = 0,
    minDelta = 0,
    mode = monitor?.endsWith("ccuracy") ? "max" : "min",
    restoreBest = true
  }: EarlyStopping,
  validated: boolean
): Watch {
  if (!Number.isInteger(patience) || patience < 0) {
    throw new RangeError(
      `fit: patience is a whole number of epochs, 0 or more, but got ${patience}`
    );
  }
  const name = monitor ?? (validated ? "val_loss" : "loss");
  return {
    restoreBest,
    state: {best: null, bestEpoch: -1},
    see(epoch, scores) {
      if (!Object.hasOwn(scores, name)) {
        throw new RangeError(
          `fit: earlyStopping monitors one of ${Object.keys(scores).join(", ")}, but got ${name}`
        );
      }
      const value = scores[name];
      const {best} = this.state;
      const gain = best === null ? Infinity : mode === "min" ? best - value : value - best;
      const improved = best === null || gain > minDelta;
      if (improved) this.state = {best: value, bestEpoch: epoch};
      return {improved, stop: !improved && epoch - this.state.bestEpoch >= Math.max(1, patience)};
    }
  };
}

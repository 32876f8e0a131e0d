/** How a training went, as plain data. */
export interface History {
  /** Each number after each epoch, by name: `loss`, `accuracy`, `val_loss`, `val_accuracy`. */
  readonly history: Record<string, number[]>;
  /** Each number at each step, by name: `loss`, `accuracy`, `learningRate`. */
  readonly steps: Record<string, number[]>;
  /** Whole epochs trained, counting those before a checkpoint that it went on from. */
  epochs: number;
  /** The epoch whose weights were the best that early stopping saw, from 0. */
  bestEpoch?: number;
  /** Whether early stopping ended it. */
  stoppedEarly: boolean;
  /** Whether the reader or a signal stopped it before it was done. */
  stopped: boolean;
  /** How long it took, in seconds. */
  seconds: number;
}

/** The numbers of one place in columns of them. */
export function rowOf(
  columns: Readonly<Record<string, readonly number[]>>,
  index: number
): Record<string, number> {
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]]));
}

/** Adds a row of numbers to columns of them. */
export function append(
  columns: Record<string, number[]>,
  row: Readonly<Record<string, number>>
): void {
  for (const [name, value] of Object.entries(row)) (columns[name] ??= []).push(value);
}

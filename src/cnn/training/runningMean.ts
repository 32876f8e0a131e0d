/** Means over the examples of an epoch, of numbers that come batch by batch. */
export interface RunningMean {
  add(values: Readonly<Record<string, number>>, examples: number): void;
  /** The means so far. */
  means(): Record<string, number>;
}

export function runningMean(): RunningMean {
  const sums: Record<string, number> = {};
  let total = 0;
  return {
    add(values, examples) {
      total += examples;
      for (const [name, value] of Object.entries(values)) {
        sums[name] = (sums[name] ?? 0) + value * examples;
      }
    },
    means: () => Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / total]))
  };
}

/** How a reader, or the system, ends a run. */
export interface Stopping {
  /** Aborted at the first signal: what runs is interrupted. */
  signal: AbortSignal;
  /** Aborted at the second: what runs is ended. */
  kill: AbortSignal;
  /** By the signal that came: 128 and its number. */
  readonly exitCode: number;
  close(): void;
}

const numbers = {SIGHUP: 1, SIGINT: 2, SIGTERM: 15} as const;

/**
 * Turns signals into a stop that lets what there is be written. A pipe that is closed does not
 * end the run either: what is printed from then on is lost, the executed notebook is not.
 */
export function stopOnSignals(): Stopping {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const interrupt = new AbortController();
  const kill = new AbortController();
  let number: number = numbers.SIGINT;
  const onSignal = (name: NodeJS.Signals): void => {
    number = numbers[name as keyof typeof numbers];
    if (interrupt.signal.aborted) return kill.abort();
    console.error("interrupting; once more ends the kernel at once");
    interrupt.abort();
  };
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: interrupt.signal,
    kill: kill.signal,
    get exitCode() {
      return 128 + number;
    },
    close() {
      for (const name of names) process.off(name, onSignal);
    }
  };
}

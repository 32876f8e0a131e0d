/** What can be done about a cell that should stop. */
interface Means {
  /** Asks the cell to stop, which code that we compiled does within milliseconds. */
  interrupt: () => void;
  /** Tells the reader that the cell does not stop, and what would. */
  offerRestart: () => void;
  /** Ends the process that the cell runs in. */
  restart: () => void;
}

/** How long a cell may take to stop before it counts as one that cannot be stopped, in ms. */
const patience = 2000;
/** What a second interrupt may still bring about by itself, in ms. */
const grace = 500;

/**
 * Stops cells. One interrupt asks; a cell in native code cannot hear it, so after two seconds the
 * reader is offered a restart, and a second interrupt brings it: never before those two seconds,
 * because a double click must not cost anybody their variables.
 */
export class Interrupts {
  readonly #means: Means;
  #first: number | undefined;
  #offer: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  /** @param isRunning - whether a cell is there to be stopped */
  request(isRunning: boolean): void {
    this.#means.interrupt();
    if (!isRunning) return;
    if (this.#first === undefined) {
      this.#first = performance.now();
      this.#offer = setTimeout(() => this.#means.offerRestart(), patience);
    } else {
      clearTimeout(this.#offer);
      const left = this.#first + patience - performance.now();
      this.#restart ??= setTimeout(() => this.#means.restart(), Math.max(grace, left));
    }
  }

  /** The cell is over. */
  settled(): void {
    clearTimeout(this.#offer);
    clearTimeout(this.#restart);
    this.#first = this.#offer = this.#restart = undefined;
  }
}

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
/** How often the time is counted, in ms. */
const tick = 50;

/**
 * Stops cells. One interrupt asks; a cell in native code cannot hear it, so after two seconds the
 * reader is offered a restart, and a second interrupt brings it: never before those two seconds,
 * because a double click must not cost anybody their variables. Of a machine that stands still, for a
 * moment or with its lid closed, the time does not count: the cell could not stop either.
 */
export class Interrupts {
  readonly #means: Means;
  #timer: NodeJS.Timeout | undefined;
  /** Time since the first interrupt, in ms. */
  #waited = 0;
  #restartAt: number | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  /** @param isRunning - whether a cell is there to be stopped */
  request(isRunning: boolean): void {
    this.#means.interrupt();
    if (!isRunning) return;
    if (this.#timer) this.#restartAt ??= Math.max(patience, this.#waited + grace);
    else this.#timer = setInterval(() => this.#count(), tick);
  }

  /** The cell is over. */
  settled(): void {
    clearInterval(this.#timer);
    this.#timer = this.#restartAt = undefined;
    this.#waited = 0;
  }

  #count(): void {
    // An interval that is late comes once, so that a standstill counts as one tick.
    this.#waited += tick;
    if (this.#waited === patience && this.#restartAt === undefined) this.#means.offerRestart();
    if (this.#waited === this.#restartAt) this.#means.restart();
  }
}

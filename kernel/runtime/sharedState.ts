// Words of memory that the main thread and the wire thread share. Only these pass between them
// while a cell keeps the main thread busy.

/** Not 0 when the running cell must stop: what every compiled loop looks at. */
export const stopWord = 0;
/** The turn of the running cell, 0 between cells. */
export const runningWord = 1;
/** The turn that was interrupted last. */
export const interruptedWord = 2;
/** How many messages of the main thread have been written, or wait in a short queue. */
export const sentWord = 3;
/** Counts what came for the main thread, to wake it when it waits for input. */
export const receivedWord = 4;
/** 1 when all has been written and the process may end. */
export const flushedWord = 5;

/** Not 0 while one of the two threads looks at the other words and changes them. */
const lockWord = 6;

/** How many runs of code that SIGINT breaks off are under way; without one it would end the process. */
export const breakableWord = 7;

/** How often SIGINT was sent. */
export const signalsWord = 8;

export const words = 9;

/**
 * Looks at what runs and changes what must stop, both at once: between the two, one cell could end and the
 * next begin, which nobody wants to stop.
 *
 * @param holder - which thread asks: 1 the wire's, 2 the main one, which may be broken off while it holds
 *   the lock; see `unlock`
 */
export function locked(shared: Int32Array, holder: 1 | 2, change: () => void): void {
  while (Atomics.compareExchange(shared, lockWord, 0, holder) !== 0) {
    Atomics.wait(shared, lockWord, 3 - holder, 1);
  }
  change();
  unlock(shared, holder);
}

/** Gives the lock back, if this thread has it. */
export function unlock(shared: Int32Array, holder: 1 | 2): void {
  if (Atomics.compareExchange(shared, lockWord, holder, 0) === holder) {
    Atomics.notify(shared, lockWord);
  }
}

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

export const words = 6;

/**
 * Thrown inside the compiler for what it cannot compile, and caught where compiling starts: the model
 * then runs operation by operation, and the reader is told the reason once.
 */
export class Unsupported extends Error {}

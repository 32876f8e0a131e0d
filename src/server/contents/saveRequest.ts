/** As much of a model as a save takes; what else a client sends is left aside. */
export interface SaveRequest {
  type?: unknown;
  format?: unknown;
  content?: unknown;
  /** The number of a piece of an upload, from 1; -1 for the last. */
  chunk?: unknown;
}

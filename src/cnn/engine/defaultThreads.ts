import {availableParallelism} from "node:os";

/**
 * What `CONVNOTES_THREADS` says, else half of what the machine runs at once, from 1 to 8: about one thread a real core.
 *
 * ONNX Runtime's threads wait for each other by spinning. When something else wants the processors (a
 * browser, a second training), a thread that waits takes the time from the one it waits for: with
 * every processor in use, a LeNet step took two to three times as long on two threads as on one.
 */
export function defaultThreads(): number {
  const given = Number(process.env.CONVNOTES_THREADS);
  if (Number.isInteger(given) && given > 0) return given;
  return Math.min(8, Math.max(1, Math.floor(availableParallelism() / 2)));
}

import {availableParallelism} from "node:os";

/**
 * Half of what the machine runs at once, from 1 to 8: about one thread a real core.
 *
 * ONNX Runtime's threads wait for each other by spinning. When something else wants the processors (a
 * browser, a second training), a thread that waits takes the time from the one it waits for: with
 * every processor in use, a LeNet step took two to three times as long on two threads as on one.
 */
export function defaultThreads(): number {
  return Math.min(8, Math.max(1, Math.floor(availableParallelism() / 2)));
}

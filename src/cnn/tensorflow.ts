import {createRequire} from "node:module";
import type * as TensorFlow from "@tensorflow/tfjs";

/**
 * TensorFlow.js, the one copy of it that the whole library uses. Types come from
 * `@tensorflow/tfjs` itself: `import type {Tensor} from "@tensorflow/tfjs"`.
 */
// Required, not imported: Node reads a CommonJS file of this size for its export names before an
// import, which takes three times as long as running it.
export const tf: typeof TensorFlow = createRequire(import.meta.url)(
  "@tensorflow/tfjs"
) as typeof TensorFlow;

// On its first use in Node, the CPU backend advises to install tfjs-node. `useEngine` is the better
// advice, and a page of it in every notebook is too much. The backend is the one that would be taken.
void tf.setBackend("cpu");
(tf.backend() as {firstUse?: boolean}).firstUse = false;

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

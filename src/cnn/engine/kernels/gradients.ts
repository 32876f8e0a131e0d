import type {Tensor} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {register} from "../backend.ts";
import type {BinaryName} from "../kernelModule.ts";
import {binary} from "./elementwise.ts";

/** Activations whose gradient is one kernel of ours, and what the gradient takes: input or output. */
const activations: readonly [string, BinaryName][] = [
  ["Relu", "reluBackward"],
  ["Tanh", "tanhBackward"],
  ["Sigmoid", "sigmoidBackward"]
];

const ours = new Set<string>();

/**
 * Registers gradients of activations as one kernel each, where TensorFlow.js composes them of three or
 * four. Gradients are registered for all backends alike; on any other, the composed one serves.
 */
export function registerGradients(backendName: string): void {
  for (const [activation, kernel] of activations) {
    const kernelName = `${activation}Backward`;
    register(backendName, kernelName, ({inputs: {dy, saved}, backend}) =>
      binary(backend, kernel, dy, saved)
    );
    if (ours.size > 0) continue;
    const composed = tf.getGradient(activation);
    tf.unregisterGradient(activation);
    tf.registerGradient({
      ...composed,
      gradFunc: (dy, saved, attrs) =>
        ours.has(tf.getBackend())
          ? {
              x: () => {
                const inputs = {dy: dy as Tensor, saved: saved[0]};
                return tf.engine().runKernel<Tensor>(kernelName, inputs);
              }
            }
          : composed.gradFunc(dy, saved, attrs)
    });
  }
  ours.add(backendName);
}

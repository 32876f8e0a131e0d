import type {LayersModel, Scalar, Tensor} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {activeForward} from "./active.ts";
import {isObserved} from "./observed.ts";
import {isSteady} from "./steady.ts";

/** A batch of inputs and answers gives losses and metrics. */
type TestFunction = (data: Tensor[]) => Scalar[];

let installed = false;

/**
 * Has TensorFlow.js's `model.evaluate`, `evaluateDataset` and the validation in `model.fit` compute the
 * model's outputs by one graph, where the engine compiles and knows all its layers. Losses and metrics
 * are TensorFlow.js's own.
 */
export function compileTestFunction(): void {
  if (installed) return;
  installed = true;
  const prototype = tf.LayersModel.prototype as unknown as {
    makeTestFunction: (this: LayersModel) => void;
  };
  const makeEager = prototype.makeTestFunction;
  prototype.makeTestFunction = function () {
    makeEager.call(this);
    const made = this as unknown as {testFunction: TestFunction};
    const eager = made.testFunction;
    made.testFunction = (data) => {
      const inputs = data.slice(0, this.inputs.length);
      const compiled = isObserved(this, inputs) ? undefined : activeForward(this);
      if (!compiled || !isSteady(this)) return eager(data);
      const answers = data.slice(inputs.length, inputs.length + this.outputs.length);
      return tf.tidy(() => {
        const outputs = compiled
          .run(inputs)
          .map(({data: values, shape}) => tf.tensor(values as Float32Array, [...shape]));
        return judged(this, answers, outputs);
      });
    };
  };
}

/** Loss and metrics of a batch, in TensorFlow.js's order: the loss so far after each output, then the metrics. */
function judged(
  model: LayersModel,
  answers: readonly Tensor[],
  outputs: readonly Tensor[]
): Scalar[] {
  const losses: Scalar[] = [];
  model.lossFunctions.forEach((lossOf, k) => {
    const loss = meanOf(lossOf(answers[k], outputs[k]));
    losses.push(k === 0 ? loss : tf.add(losses[k - 1], loss));
  });
  const metrics = model.metricsTensors.map(([metric, k]) => meanOf(metric(answers[k], outputs[k])));
  return [...losses, ...metrics];
}

const meanOf = (x: Tensor): Scalar => tf.mean(x).asScalar();

import {tf} from "../tensorflow.ts";
import {runnable, withTensors, type RunnableModel} from "./runnableModel.ts";
import {openSource, type OpenSourceOptions, type WeightsSource} from "./source.ts";
import {parseTflite} from "./tflite/parseTflite.ts";
import {tfliteGraph} from "./tflite/tfliteGraph.ts";

/**
 * Loads a TensorFlow Lite model, as telephones have them. One of whole numbers is run on real ones, which
 * are rounded and bounded after each operation as the file says: what goes in and comes out is real.
 *
 * The operators are those of networks for pictures; it runs on the engine that `useEngine` chose.
 *
 * @param source - a `.tflite` file of one graph
 * @throws RangeError if it is no such file, or broken
 * @throws TypeError if it has an operator that is not known here
 *
 * @example
 * ```ts
 * const model = await loadTflite("graph.lite");
 * model.inputs[0].shape; // [1, 299, 299, 3]
 * const logits = await model.predict(picture); // [1, 1001]
 * model.dispose();
 * ```
 */
export async function loadTflite(
  source: WeightsSource,
  options: OpenSourceOptions = {}
): Promise<RunnableModel> {
  const opened = await openSource("loadTflite", source, options);
  const bytes = opened.read(0, opened.size);
  opened.close();
  const model = parseTflite("loadTflite", opened.title, bytes);
  const graph = tfliteGraph(model);
  const portOf = (index: number): {name: string; shape: number[]} => {
    const {name, shape} = model.tensors[index];
    return {name, shape: [...shape]};
  };
  return runnable("loadTflite", {
    format: "tflite",
    inputs: model.inputs.map(portOf),
    outputs: model.outputs.map(portOf),
    run: (inputs) => withTensors(inputs, (tensors) => graph.run(tensors)),
    dispose: () => tf.dispose(graph.constants)
  });
}

import type {io} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {runnable, withTensors, type Port, type RunnableModel} from "./runnableModel.ts";
import {openSource, type OpenSourceOptions, type WeightsSource} from "./source.ts";
import {readArtifacts} from "./tfjsManifest.ts";

/**
 * Loads a graph model of TensorFlow.js, as its converter makes of a SavedModel or TensorFlow Hub has it:
 * operations without layers, to run and not to train.
 *
 * It runs operation by operation on the engine that `useEngine` chose.
 *
 * @param source - path or address of its `model.json`, or an asset with one
 * @throws RangeError if it is another file, or a layers model
 *
 * @example
 * ```ts
 * const model = await loadGraphModel("mobilenet/model.json");
 * const logits = await model.predict(pictures); // [n, 1001]
 * model.dispose();
 * ```
 */
export async function loadGraphModel(
  source: WeightsSource,
  options: OpenSourceOptions = {}
): Promise<RunnableModel> {
  const opened = await openSource("loadGraphModel", source, options);
  const artifacts = await readGraph(opened).finally(() => opened.close());
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  return runnable("loadGraphModel", {
    format: "tfjs-graph",
    inputs: model.inputs.map(portOf),
    outputs: model.outputs.map(portOf),
    run: (inputs) =>
      withTensors(inputs, (tensors) => {
        const named = Object.fromEntries(model.inputs.map(({name}, k) => [name, tensors[k]]));
        const outputs = model.execute(
          named,
          model.outputs.map(({name}) => name)
        );
        return Array.isArray(outputs) ? outputs : [outputs];
      }),
    dispose: () => void model.dispose()
  });
}

async function readGraph(
  opened: Awaited<ReturnType<typeof openSource>>
): Promise<io.ModelArtifacts> {
  const {json, groups} = await readArtifacts("loadGraphModel", opened);
  if (json.format !== "graph-model") {
    throw new RangeError(
      `loadGraphModel: a graph model is expected, but ${opened.title} is a ${json.format ?? "layers-model"}`
    );
  }
  return {
    format: json.format,
    modelTopology: json.modelTopology as object,
    weightSpecs: groups.flatMap(({specs}) => specs),
    weightData: groups.map(({bytes}) => bytes.slice().buffer),
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata as io.ModelArtifacts["userDefinedMetadata"]
  };
}

/** Names have a number, which counts the outputs of the operation they are of. */
function portOf({name, shape}: {name: string; shape?: number[]}): Port {
  return {
    name: name.replace(/:\d+$/, ""),
    shape: shape?.map((length) => (length < 0 ? null : length))
  };
}

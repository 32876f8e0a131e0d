import type {io} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {runnable, withTensors, type Port, type RunnableModel} from "./runnableModel.ts";
import {openSource, type OpenSourceOptions, type WeightsSource} from "./source.ts";
import {readArtifacts} from "./tfjsManifest.ts";

export interface LoadGraphModelOptions extends OpenSourceOptions {
  /** Names of the operations whose results are given instead of computed; defaults to the model's inputs. */
  inputs?: readonly string[];
  /** Names of the operations whose results are wanted; defaults to the model's outputs. */
  outputs?: readonly string[];
}

/**
 * Loads a graph model of TensorFlow.js, as its converter makes of a SavedModel or TensorFlow Hub has it:
 * operations without layers, to run and not to train.
 *
 * It runs operation by operation on the engine that `useEngine` chose. A part of it runs alone when `inputs` or
 * `outputs` name operations inside: that leaves out what a graph does with files and lists before and after.
 *
 * @param source - path or address of its `model.json`, or an asset with one
 * @throws RangeError if it is another file, or a layers model, or has no operation of a name
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
  {inputs, outputs, ...options}: LoadGraphModelOptions = {}
): Promise<RunnableModel> {
  const opened = await openSource("loadGraphModel", source, options);
  const artifacts = await readGraph(opened).finally(() => opened.close());
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  const from = portsOf(inputs, model.inputs);
  const to = portsOf(outputs, model.outputs);
  checkNames([...from, ...to], artifacts, () => model.dispose());
  return runnable("loadGraphModel", {
    format: "tfjs-graph",
    inputs: from.map(portOf),
    outputs: to.map(portOf),
    run: (values) =>
      withTensors(values, (tensors) => {
        const named = Object.fromEntries(
          from.map(({name, dtype}, k) => [
            name,
            dtype === "int32" ? tensors[k].toInt() : tensors[k]
          ])
        );
        const results = model.execute(
          named,
          to.map(({name}) => name)
        );
        // Clones, since a constant that is asked for belongs to the graph and must stay.
        return (Array.isArray(results) ? results : [results]).map((tensor) => tf.clone(tensor));
      }),
    dispose: () => void model.dispose()
  });
}

async function readGraph(
  opened: Awaited<ReturnType<typeof openSource>>
): Promise<io.ModelArtifacts> {
  const {json, groups} = await readArtifacts("loadGraphModel", opened);
  // The first converters wrote no format; only graphs have nodes.
  const isGraph = json.format === undefined && nodesOf(json.modelTopology).length > 0;
  if (json.format !== "graph-model" && !isGraph) {
    throw new RangeError(
      `loadGraphModel: a graph model is expected, but ${opened.title} is a ${json.format ?? "layers-model"}`
    );
  }
  return {
    format: "graph-model",
    modelTopology: json.modelTopology as object,
    weightSpecs: groups.flatMap(({specs}) => specs),
    weightData: groups.map(({bytes}) => bytes.slice().buffer),
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata as io.ModelArtifacts["userDefinedMetadata"]
  };
}

/** What the reader wants to begin or end at, or what the model does. */
function portsOf(names: readonly string[] | undefined, own: readonly GraphPort[]): GraphPort[] {
  return names?.map((name) => own.find((port) => portOf(port).name === name) ?? {name}) ?? [...own];
}

interface GraphPort {
  name: string;
  shape?: number[];
  dtype?: string;
}

function nodesOf(topology: unknown): {name: string}[] {
  return (topology as {node?: {name: string}[]} | undefined)?.node ?? [];
}

function checkNames(
  ports: readonly GraphPort[],
  {modelTopology}: io.ModelArtifacts,
  dispose: () => void
): void {
  const known = new Set(nodesOf(modelTopology).map(({name}) => name));
  const wrong = ports.map((port) => portOf(port).name).find((name) => !known.has(name));
  if (wrong === undefined) return;
  dispose();
  throw new RangeError(
    `loadGraphModel: an operation of the graph is expected, but none is called ${wrong}`
  );
}

/** Names have a number, which counts the outputs of the operation they are of. */
function portOf({name, shape}: {name: string; shape?: number[]}): Port {
  return {
    name: name.replace(/:\d+$/, ""),
    shape: shape?.map((length) => (length < 0 ? null : length))
  };
}

import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {openSource, type WeightsSource} from "./source.ts";
import {readArtifacts} from "./tfjsManifest.ts";

export interface LoadLayersModelOptions {
  /** Shape of an example, where the file leaves it open: a model of a known one is compiled. */
  inputShape?: readonly number[];
}

/**
 * Loads a layers model of TensorFlow.js whose `model.json` says what its layers are, with its weights.
 *
 * @param caller - the function the reader called, for errors
 * @throws RangeError if it is another file, or broken
 */
export async function loadLayersModel(
  caller: string,
  source: WeightsSource,
  {inputShape}: LoadLayersModelOptions = {}
): Promise<LayersModel> {
  const opened = await openSource(caller, source);
  const {json, groups} = await readArtifacts(caller, opened).finally(() => opened.close());
  const topology = json.modelTopology as Topology;
  const [first] = topology.model_config?.config?.layers ?? [];
  if (inputShape && first) first.config.batch_input_shape = [null, ...inputShape];
  return tf.loadLayersModel(
    tf.io.fromMemory({
      format: json.format,
      modelTopology: topology,
      weightSpecs: groups.flatMap(({specs}) => specs),
      weightData: groups.map(({bytes}) => bytes.slice().buffer)
    })
  );
}

/** What of a model's description is looked at here. */
interface Topology {
  readonly model_config?: {
    readonly config?: {readonly layers?: {config: {batch_input_shape?: (number | null)[]}}[]};
  };
}

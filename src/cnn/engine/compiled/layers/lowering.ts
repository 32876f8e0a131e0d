import type {LayersModel, LayerVariable} from "@tensorflow/tfjs";
import type {Builder, Value} from "../builder.ts";
import {Unsupported} from "../unsupported.ts";

/** A layer of TensorFlow.js. */
export type Layer = LayersModel["layers"][number];

/** How a call of a layer becomes part of a graph. */
export type Lowering = (b: Builder, layer: Layer, inputs: readonly Value[]) => Value;

/** Lowerings by the class names of layers. */
export type Lowerings = Readonly<Record<string, Lowering>>;

/** The hyperparameters of a layer, as it would save them; the caller names their types. */
export function configOf<Config extends object>(layer: Layer): Config {
  const config = layer.getConfig() as {dataFormat?: string};
  if (config.dataFormat === "channelsFirst") throw new Unsupported("channels first");
  return config as Config;
}

/** The weights that a layer keeps under names of its own: `kernel`, `bias`, `gamma`. */
export function weightsOf<Name extends string>(
  layer: Layer
): Partial<Readonly<Record<Name, LayerVariable>>> {
  return layer as unknown as Partial<Readonly<Record<Name, LayerVariable>>>;
}

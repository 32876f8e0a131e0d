/** How a file holds weights. */
export type WeightsFormat = "keras-h5" | "keras" | "safetensors" | "tfjs-layers";

/** How a file's layers were told apart. */
export type MatchedBy =
  /** Every layer goes to the one of its name. */
  | "name"
  /** The file has the names of an earlier version of Keras, which are known. */
  | "former name"
  /** Layers without a name of their own, numbered from another start (`conv2d_1` for `conv2d`). */
  | "number"
  /** By class and number in the class, as Keras 3 keeps layers whose names it does not tell. */
  | "class"
  /** One layer after the other, in the model's order. */
  | "order";

/** A weight of a layer that the file has, but with another shape there, or without it. */
export interface MisshapenWeight {
  /** Layer and weight, `"predictions/kernel"`. */
  readonly weight: string;
  /** Shape in the model. */
  readonly expected: readonly number[];
  /** Shape in the file; undefined where the file's layer has no such weight. */
  readonly found: readonly number[] | undefined;
}

/** What became of a model's weights and of a file's. */
export interface WeightsReport {
  /** The file, address or asset that the weights come from. */
  readonly source: string;
  readonly format: WeightsFormat;
  readonly by: MatchedBy;
  /** The model's weights that have values of the file now, `"conv1_conv/kernel"`, in the model's order. */
  readonly loaded: readonly string[];
  /** How many numbers these are. */
  readonly values: number;
  /** Weights of layers that the file has not, which are as before. */
  readonly missing: readonly string[];
  /** The file's weights that the model has not, by their names there. */
  readonly extra: readonly string[];
  /** The model's weights that are of another shape in the file; their layers are as before. */
  readonly misshapen: readonly MisshapenWeight[];
}

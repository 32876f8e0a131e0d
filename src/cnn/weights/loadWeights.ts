import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {imagenetFile} from "./imagenet.ts";
import {isWhole, match, type Match} from "./match.ts";
import {openWeights} from "./openWeights.ts";
import {placesOf, titleOf} from "./places.ts";
import type {WeightsReport} from "./report.ts";
import {openSource, type OpenSource, type WeightsSource} from "./source.ts";

export interface LoadWeightsOptions {
  /**
   * Whether layers are told apart by their names alone (true), as with Keras's `by_name`, or by their order
   * alone (false). By default by their names, and by numbers or order if the names do not fit.
   */
  byName?: boolean;
  /** Whether layers that the file has not may stay as they are, as a new head. Defaults to false. */
  allowMissing?: boolean;
  /**
   * Whether layers of another shape than the file's may stay as they are, as Keras's `skip_mismatch`.
   * Defaults to false.
   */
  skipMismatch?: boolean;
  /** The file's SHA-256 or MD5, in hexadecimal, where its maker tells it; nothing else is loaded then. */
  hash?: string;
  /** Stops a download; in a notebook, stopping the cell does too. */
  signal?: AbortSignal;
}

/**
 * Gives a model the weights of a file: Keras's `.h5` and `.keras`, safetensors, or the `model.json` of
 * a layers model of TensorFlow.js.
 *
 * Layers are found by their names, today's or those that Keras gave them earlier, else by their order, as
 * in Keras; the report says which. Either all weights are loaded or none: whatever does not fit, or cannot be read, is an error that
 * leaves the model as it was. Layers that only the file has are passed over, and reported.
 *
 * `"imagenet"` stands for the file of Keras that belongs to the architecture: VGG, Inception v3, ResNet of
 * 50 and more layers. The models of `pretrained` need no file.
 *
 * @param model - its layers are found by their names, or by their order
 * @param source - the file; `"imagenet"`
 * @returns what was loaded, and what was not
 * @throws RangeError if the file is none of these, has another hash, or does not fit the model
 * @throws Error if it cannot be downloaded
 *
 * @example
 * ```ts
 * const model = zoo.resnet50({blank: true});
 * const report = await loadWeights(model, "resnet50_weights_tf_dim_ordering_tf_kernels.h5");
 * report.values; // 25636712
 * ```
 */
export async function loadWeights(
  model: LayersModel,
  source: WeightsSource,
  {byName, allowMissing = false, skipMismatch = false, hash, signal}: LoadWeightsOptions = {}
): Promise<WeightsReport> {
  const places = placesOf(model);
  const official = source === "imagenet" ? imagenetFile(model) : undefined;
  const opened = await openSource("loadWeights", official?.address ?? source, {
    hash: hash ?? official?.md5,
    signal
  });
  try {
    const file = await openWeights(opened);
    try {
      const found = match(places, file.weights, byName);
      check(model, opened, found, {allowMissing, skipMismatch});
      const values = found.pairs.map(({stored}) => stored.read());
      tf.tidy(() => {
        found.pairs.forEach(({place}, k) => {
          place.variable.write(tf.tensor(values[k], [...place.shape], "float32"));
        });
      });
      return {
        source: opened.title,
        format: file.format,
        by: found.by,
        loaded: found.pairs.map(({place}) => titleOf(place)),
        values: values.reduce((sum, {length}) => sum + length, 0),
        missing: found.missing.map(titleOf),
        extra: [...found.unknown, ...found.extra].map(({path}) => path),
        misshapen: found.misshapen
      };
    } finally {
      file.close();
    }
  } finally {
    opened.close();
  }
}

function check(
  model: LayersModel,
  {title}: OpenSource,
  found: Match,
  {allowMissing, skipMismatch}: {allowMissing: boolean; skipMismatch: boolean}
): void {
  const {missing, misshapen, unknown, pairs} = found;
  const allowed =
    pairs.length > 0 &&
    (allowMissing || missing.length === 0) &&
    (skipMismatch || misshapen.length + unknown.length === 0);
  if (isWhole(found) ? pairs.length > 0 : allowed) return;
  const reasons = [
    list("the file lacks", missing.map(titleOf)),
    list(
      "another layer is there:",
      misshapen.map(({weight, expected, found}) =>
        found ? `${weight} [${expected}] is [${found}]` : `${weight} [${expected}] is not there`
      )
    ),
    list(
      "the file's layers have further weights:",
      unknown.map(({path}) => path)
    ),
    pairs.length === 0
      ? list(
          "no layer is the same; the file has",
          found.extra.map(({path}) => path)
        )
      : ""
  ];
  throw new RangeError(
    `loadWeights: every weight of ${model.name} is expected in ${title}, ` +
      `but ${reasons.filter(Boolean).join("; ")}`
  );
}

/** The first few of a list, and how many more there are. */
function list(words: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > 4 ? ` and ${names.length - 4} more` : "";
  return `${words} ${names.slice(0, 4).join(", ")}${more}`;
}

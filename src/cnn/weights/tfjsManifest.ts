import type {io} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import type {OpenSource} from "./source.ts";

/** What a `model.json` of TensorFlow.js says. */
export interface ModelJson {
  readonly format?: string;
  readonly modelTopology?: unknown;
  readonly weightsManifest?: io.WeightsManifestConfig;
  readonly signature?: object;
  readonly userDefinedMetadata?: Record<string, unknown>;
}

/** A weight that a `model.json` tells of, whose values lie in shards beside it. */
export interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** Reads the values, from whole numbers of few bits too. */
  readonly read: () => Float32Array;
}

/** Weights whose bytes lie one after the other in the same shards. */
interface ShardGroup {
  readonly specs: readonly io.WeightsManifestEntry[];
  readonly bytes: Uint8Array;
}

/**
 * What a `model.json` says, with the bytes of its shards.
 *
 * @throws RangeError if it is no such file, or a shard is not there or too short
 */
export async function readArtifacts(
  caller: string,
  source: OpenSource
): Promise<{json: ModelJson; groups: ShardGroup[]}> {
  const json = parseJson(caller, source);
  const groups: ShardGroup[] = [];
  for (const {paths, weights: specs} of json.weightsManifest ?? []) {
    const bytes = await readShards(source, paths);
    const needed = specs.reduce((sum, spec) => sum + sizeOf(caller, spec), 0);
    if (bytes.length < needed) {
      throw new RangeError(
        `${caller}: the shards ${paths.join(", ")} of ${source.title} have ${needed} bytes, but ` +
          `${bytes.length} are there`
      );
    }
    groups.push({specs, bytes});
  }
  return {json, groups};
}

/**
 * The weights of a `model.json` and its shards.
 *
 * @throws RangeError if it is no such file, or a shard is not there or too short
 */
export async function readManifest(
  caller: string,
  source: OpenSource
): Promise<{json: ModelJson; weights: ManifestWeight[]}> {
  const {json, groups} = await readArtifacts(caller, source);
  const weights = groups.flatMap(({specs, bytes}) => {
    let end = 0;
    return specs.map((spec): ManifestWeight => {
      const start = end;
      end += sizeOf(caller, spec);
      const read = (): Float32Array =>
        decode(spec, bytes.slice(start, start + sizeOf(caller, spec)));
      return {name: spec.name, shape: spec.shape, read};
    });
  });
  return {json, weights};
}

function parseJson(caller: string, source: OpenSource): ModelJson {
  const text = Buffer.from(source.read(0, source.size)).toString("utf8");
  try {
    const json = JSON.parse(text) as ModelJson;
    if (Array.isArray(json.weightsManifest)) return json;
  } catch (cause) {
    throw new RangeError(
      `${caller}: a whole model.json is expected, but ${source.title} is no JSON`,
      {cause}
    );
  }
  throw new RangeError(
    `${caller}: a model.json with a weightsManifest is expected, but ${source.title} has none`
  );
}

async function readShards(source: OpenSource, paths: readonly string[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const path of paths) {
    const shard = await source.beside(path);
    parts.push(shard.read(0, shard.size));
    shard.close();
  }
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** Bytes of a weight in its shard. */
function sizeOf(
  caller: string,
  {name, shape, dtype, quantization}: io.WeightsManifestEntry
): number {
  const sizes: Record<string, number> = {
    float32: 4,
    int32: 4,
    bool: 1,
    complex64: 8,
    uint8: 1,
    uint16: 2,
    float16: 2
  };
  const kind = quantization?.dtype ?? dtype;
  if (!Object.hasOwn(sizes, kind)) {
    throw new RangeError(`${caller}: weights are numbers, but ${name} is of ${kind}`);
  }
  return shape.reduce((a, b) => a * b, 1) * sizes[kind];
}

function decode(spec: io.WeightsManifestEntry, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  return tf.tidy(() => {
    const [tensor] = Object.values(tf.io.decodeWeights(bytes.buffer, [spec]));
    return Float32Array.from(tensor.dataSync<"float32">());
  });
}

import {readFile} from "node:fs/promises";
import {join} from "node:path";
import type {io, Tensor, Tensor1D, Tensor2D, Tensor4D} from "@tensorflow/tfjs";
import {fetchAsset} from "../../assets/fetchAsset.ts";
import {tf} from "../../tensorflow.ts";
import {once, type WeightsOptions} from "../once.ts";

/** Weights by their names in a file of face-api. */
export interface FaceWeights {
  /** A kernel, `[height, width, channels, filters]`. */
  kernel(name: string): Tensor4D;
  /** A bias, or another row of numbers, one for each channel. */
  row(name: string): Tensor1D;
  /** A matrix. */
  matrix(name: string): Tensor2D;
  /** The values of a weight of any shape. */
  values(name: string): Promise<Float32Array>;
}

/**
 * The weights of one of face-api's networks: real numbers, kept as whole ones of 8 bits in the file.
 *
 * @param network - name of its two files, without `-weights_manifest.json` and `.bin`
 */
export function faceWeights(network: string, options: WeightsOptions): Promise<FaceWeights> {
  return once(network, options, async () => {
    const folder = await fetchAsset("face-api", options);
    const manifest = await readFile(join(folder, `${network}-weights_manifest.json`), "utf8");
    const [{weights}] = JSON.parse(manifest) as io.WeightsManifestConfig;
    const bytes = await readFile(join(folder, `${network}.bin`));
    const named = tf.io.decodeWeights(new Uint8Array(bytes).buffer, weights);
    const of = (name: string): Tensor => {
      if (Object.hasOwn(named, name)) return named[name];
      throw new RangeError(`face-api: ${network} has weights ${name}, but they are not there`);
    };
    return {
      kernel: (name) => of(name) as Tensor4D,
      row: (name) => of(name) as Tensor1D,
      matrix: (name) => of(name) as Tensor2D,
      values: (name) => of(name).data<"float32">()
    };
  });
}

import {writeFile} from "node:fs/promises";
import type {LayersModel} from "@tensorflow/tfjs";

/**
 * Writes the weights of a model to a safetensors file, as 32-bit floating point numbers; `loadWeights`
 * reads them back.
 *
 * @param path - of the file; one that is there is written over
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export async function writeSafetensors(model: LayersModel, path: string): Promise<void> {
  const header: Record<string, object> = {};
  const parts: Buffer[] = [];
  let end = 0;
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const values = Float32Array.from(await weight.read().data());
      const start = end;
      end += values.byteLength;
      header[`${layer.name}/${weight.originalName.split("/").pop()}`] = {
        dtype: "F32",
        shape: weight.shape,
        data_offsets: [start, end]
      };
      parts.push(Buffer.from(values.buffer));
    }
  }
  const text = JSON.stringify(header);
  // Numbers of four bytes begin where it divides by eight.
  const head = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  await writeFile(path, Buffer.concat([length, head, ...parts]));
}

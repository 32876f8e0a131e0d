import {spawnSync} from "node:child_process";
import {fileURLToPath} from "node:url";
import {tf} from "@convnotes/cnn";
import type {LayersModel} from "@tensorflow/tfjs";
import {expect} from "vitest";

/** Writes files of weights as Keras does, by Python and h5py, into a folder. */
export function writeKerasFiles(what: "small" | "resnet50", folder: string): void {
  const script = fileURLToPath(new URL("write_keras_files.py", import.meta.url));
  const {status, stderr} = spawnSync("/usr/bin/python3", [script, what, folder], {
    encoding: "utf8"
  });
  if (status !== 0) throw new Error(stderr);
}

/** The values that a weight of this name has in all files of the script. */
export function valuesOf(name: string, count: number): Float32Array {
  let seed = 0;
  for (let k = 0; k < name.length; ++k) seed += (k + 1) * name.charCodeAt(k);
  return Float32Array.from({length: count}, (_, i) => ((i * 31 + seed * 17) % 1009) / 1009 - 0.5);
}

/** A model with the layers of the small files; `head` is the number of its outputs. */
export function smallModel({head = 3, headName = "head"} = {}): LayersModel {
  const {conv2d, batchNormalization, flatten, dense} = tf.layers;
  const kernelInitializer = "ones";
  return tf.sequential({
    layers: [
      conv2d({name: "conv", filters: 2, kernelSize: 3, inputShape: [4, 4, 1], kernelInitializer}),
      batchNormalization({name: "norm"}),
      flatten({name: "flat"}),
      dense({name: headName, units: head, kernelInitializer})
    ]
  });
}

/** The values of every weight, by layer and name. */
export function weightsOf(model: LayersModel): Record<string, Float32Array> {
  return Object.fromEntries(
    model.layers.flatMap((layer) =>
      layer.weights.map((weight) => [
        `${layer.name}/${weight.originalName.split("/").pop()}`,
        Float32Array.from(weight.read().dataSync())
      ])
    )
  );
}

/** Expects every weight of the model to be that of the files, but for those of some layers. */
export function expectLoaded(
  model: LayersModel,
  {tolerance = 0, except = [] as string[]} = {}
): void {
  for (const [name, values] of Object.entries(weightsOf(model))) {
    if (except.some((layer) => name.startsWith(`${layer}/`))) continue;
    const expected = valuesOf(name, values.length);
    const worst = values.reduce((max, value, i) => Math.max(max, Math.abs(value - expected[i])), 0);
    expect(worst, name).toBeLessThanOrEqual(tolerance);
  }
}

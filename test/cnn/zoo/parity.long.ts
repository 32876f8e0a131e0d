// The zoo's forward passes beside PyTorch's, with the same weights on the same pictures.
import {execFile} from "node:child_process";
import {mkdtemp, open, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {predictAll, random, tf, useEngine, zoo, type NDArray} from "@convnotes/cnn";
import type {LayersModel} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import {needs} from "../../tools.ts";

const script = fileURLToPath(new URL("../../input/zoo/torch_nets.py", import.meta.url));
const log = (): void => undefined;

/**
 * Gives every weight a value drawn from a seed, batch normalisation's statistics included, of a size that
 * does not let signals die out.
 *
 * @param lastScale - how much smaller the weights are that make logits of the features
 */
function fill(model: LayersModel, lastScale: number): void {
  const source = random(11);
  const last = model.layers.filter((layer) => layer.weights.length > 0).at(-1)?.weights;
  for (const weight of model.weights) {
    const {shape} = weight;
    const size = (shape as number[]).reduce((all, length) => all * length, 1);
    const kind = weight.originalName.split("/").pop() ?? "";
    const inputs = kind === "depthwise_kernel" ? 9 : size / (shape.at(-1) ?? 1);
    const [middle, scale] = /kernel/.test(kind)
      ? [0, Math.sqrt(6 / inputs)]
      : /gamma|variance/.test(kind)
        ? [1, 0.3]
        : [0, 0.1];
    // Of large logits one class would have it all, whatever the others say.
    const reach = last?.includes(weight) ? scale * lastScale : scale;
    const values = Float32Array.from(
      {length: size},
      () => middle + reach * (2 * source.uniform() - 1)
    );
    tf.tidy(() => void weight.write(tf.tensor(values, shape as number[])));
  }
}

/** Writes what PyTorch needs, and reads what it answers. */
async function torch(
  net: string,
  model: LayersModel,
  x: NDArray,
  folder: string
): Promise<Float32Array[]> {
  const places: Record<string, [shape: unknown, offset: number]> = {};
  const file = await open(join(folder, "weights.bin"), "w");
  let offset = 0;
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const values = await weight.read().data<"float32">();
      places[`${layer.name}/${weight.originalName.split("/").pop()}`] = [weight.shape, offset];
      offset += values.length;
      await file.writeFile(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  await file.close();
  await writeFile(join(folder, "weights.json"), JSON.stringify(places));
  await writeFile(join(folder, "input.json"), JSON.stringify(x.shape));
  await writeFile(join(folder, "input.bin"), Buffer.from(x.data.buffer as ArrayBuffer));
  await promisify(execFile)("/usr/bin/python3", [script, net, folder]);
  const read = async (name: string): Promise<Float32Array> => {
    const bytes = await readFile(join(folder, `${name}.bin`));
    return new Float32Array(Uint8Array.from(bytes).buffer);
  };
  return Promise.all([read("features"), read("probabilities")]);
}

/** The largest difference, as a share of the largest value. */
function difference(ours: NDArray, theirs: Float32Array): number {
  expect(ours.data).toHaveLength(theirs.length);
  const apart = theirs.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - ours.data[i])),
    0
  );
  return apart / theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

const nets: [string, () => LayersModel, featuresLayer: string, lastScale?: number][] = [
  ["resnet50", () => zoo.resnet50({blank: true}), "avg_pool", 1e-3], // each sum doubles the signal
  ["vgg16", () => zoo.vgg16({blank: true}), "flatten"],
  ["inceptionV3", () => zoo.inceptionV3({blank: true}), "avg_pool"],
  ["resnet18", () => zoo.resnet18({blank: true}), "avg_pool"],
  ["googlenet", () => zoo.googlenet({blank: true}), "pool5_7x7_s1"],
  ["alexnet", () => zoo.alexnet({blank: true}), "flatten"],
  ["alexnet of two towers", () => zoo.alexnet({towers: 2, blank: true}), "flatten"],
  ["mobilenetV1", () => zoo.mobilenetV1({blank: true}), "global_average_pooling2d"],
  ["mobilenetV2", () => zoo.mobilenetV2({blank: true}), "global_average_pooling2d"]
];

for (const [net, make, featuresLayer, lastScale = 0.1] of nets) {
  test(`${net} says what it says in PyTorch, compiled and in WebAssembly: within 1e-3`, async (context) => {
    needs(context, "torch");
    await useEngine("native", {log});
    const model = make();
    fill(model, lastScale);
    const folder = await mkdtemp(join(tmpdir(), "convnotes-parity-"));
    try {
      const [, height, width, channels] = model.inputs[0].shape as number[];
      const source = random(5);
      const x = {
        shape: [2, height, width, channels],
        data: Float32Array.from({length: 2 * height * width * channels}, () => source.normal())
      };
      const theirs = await torch(net, model, x, folder);
      // Probabilities that differ from picture to picture and class to class, or they prove nothing.
      const [, probabilities] = theirs;
      expect(Math.max(...probabilities)).toBeLessThan(0.999);
      expect(probabilities[0]).not.toBe(probabilities[1000]);
      const both = tf.model({
        inputs: model.inputs,
        outputs: [model.getLayer(featuresLayer).output as never, model.outputs[0]]
      });
      for (const engine of ["native", "wasm"] as const) {
        await useEngine(engine, {log});
        const ours = await predictAll(both, x);
        const apart = ours.map((each, k) => difference(each, theirs[k]));
        console.log(`${net}, ${engine}: features and probabilities differ by`, ...apart);
        expect(Math.max(...apart), engine).toBeLessThan(1e-3);
      }
    } finally {
      await rm(folder, {recursive: true});
      model.dispose();
    }
  });
}

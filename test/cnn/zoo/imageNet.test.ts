import type {LayersModel} from "@tensorflow/tfjs";
import {random, summary, tf, toNDArray, useEngine, zoo, type NDArray} from "@convnotes/cnn";
import {expect, test} from "vitest";

const blank = true;

/** Parameters of each layer that has some, by name, in the model's order. */
function counts(model: LayersModel): [string, number][] {
  return summary(model)
    .rows.filter(({params}) => params > 0)
    .map(({name, params}) => [name, params]);
}

/** Parameters of all layers whose name begins so. */
function sum(model: LayersModel, prefix: string): number {
  return counts(model)
    .filter(([name]) => name.startsWith(prefix))
    .reduce((total, [, params]) => total + params, 0);
}

/** Height, width and channels of a layer's output. */
const sizeOf = (model: LayersModel, layer: string): unknown =>
  (model.getLayer(layer).outputShape as number[]).slice(1);

test("alexnet has the parameters of one tower, layer by layer", () => {
  const model = zoo.alexnet({blank});
  expect(counts(model)).toEqual([
    ["conv1", 34_944],
    ["conv2", 614_656],
    ["conv3", 885_120],
    ["conv4", 1_327_488],
    ["conv5", 884_992],
    ["fc6", 37_752_832],
    ["fc7", 16_781_312],
    ["fc8", 4_097_000]
  ]);
  expect(model.countParams()).toBe(62_378_344);
  expect(["conv1", "conv2", "conv3", "pool5"].map((name) => sizeOf(model, name))).toEqual([
    [55, 55, 96],
    [27, 27, 256],
    [13, 13, 384],
    [6, 6, 256]
  ]);
});

test("alexnet's two towers meet in the third convolution only, as in the paper", () => {
  const model = zoo.alexnet({towers: 2, blank});
  expect(["conv1", "conv2", "conv3", "conv4", "conv5"].map((name) => sum(model, name))).toEqual([
    34_944, 307_456, 885_120, 663_936, 442_624
  ]);
  expect(model.countParams()).toBe(60_965_224);
  expect(() => zoo.alexnet({towers: 3 as never})).toThrow("alexnet: towers is 1 or 2, but got 3");
});

test("vgg16 has Keras's layers and parameters", () => {
  const model = zoo.vgg16({blank});
  expect(counts(model)).toEqual([
    ["block1_conv1", 1_792],
    ["block1_conv2", 36_928],
    ["block2_conv1", 73_856],
    ["block2_conv2", 147_584],
    ["block3_conv1", 295_168],
    ["block3_conv2", 590_080],
    ["block3_conv3", 590_080],
    ["block4_conv1", 1_180_160],
    ["block4_conv2", 2_359_808],
    ["block4_conv3", 2_359_808],
    ["block5_conv1", 2_359_808],
    ["block5_conv2", 2_359_808],
    ["block5_conv3", 2_359_808],
    ["fc1", 102_764_544],
    ["fc2", 16_781_312],
    ["predictions", 4_097_000]
  ]);
  expect(model.countParams()).toBe(138_357_544);
  expect(sizeOf(model, "block5_pool")).toEqual([7, 7, 512]);
});

test("googlenet has the parameters and sizes of the paper's table, module by module", () => {
  const model = zoo.googlenet({blank});
  const modules = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"];
  expect(modules.map((module) => sum(model, `inception_${module}`))).toEqual([
    163_696, 388_736, 376_176, 449_160, 510_104, 605_376, 868_352, 1_043_456, 1_444_080
  ]);
  expect(modules.map((module) => sizeOf(model, `inception_${module}_output`))).toEqual([
    [28, 28, 256],
    [28, 28, 480],
    [14, 14, 512],
    [14, 14, 512],
    [14, 14, 512],
    [14, 14, 528],
    [14, 14, 832],
    [7, 7, 832],
    [7, 7, 1024]
  ]);
  expect(model.countParams()).toBe(6_998_552);
});

test("inceptionV3 has Keras's layers in Keras's order", () => {
  const model = zoo.inceptionV3({blank});
  const {rows, nonTrainableParams, totalParams} = summary(model);
  expect([totalParams, nonTrainableParams, rows.length]).toEqual([23_851_784, 34_432, 313]);
  expect(counts(model).slice(0, 4)).toEqual([
    ["conv2d", 864],
    ["batch_normalization", 96],
    ["conv2d_1", 9_216],
    ["batch_normalization_1", 96]
  ]);
  // Where branches run side by side Keras lists them by their distance from the output.
  const mixed0 = rows.findIndex(({name}) => name === "mixed0");
  expect(rows.slice(mixed0 - 12, mixed0).map(({name}) => name)).toEqual([
    "conv2d_5",
    "conv2d_7",
    "conv2d_10",
    "conv2d_11",
    "batch_normalization_5",
    "batch_normalization_7",
    "batch_normalization_10",
    "batch_normalization_11",
    "activation_5",
    "activation_7",
    "activation_10",
    "activation_11"
  ]);
  expect(
    ["mixed0", "mixed2", "mixed3", "mixed7", "mixed8", "mixed10"].map((name) => sizeOf(model, name))
  ).toEqual([
    [35, 35, 256],
    [35, 35, 288],
    [17, 17, 768],
    [17, 17, 768],
    [8, 8, 1280],
    [8, 8, 2048]
  ]);
  expect(rows.at(-2)?.name).toBe("avg_pool");
  expect(rows.filter(({kind}) => kind === "Conv2D")).toHaveLength(94);
});

test("resnet50 has Keras's layers in Keras's order", () => {
  const model = zoo.resnet50({blank});
  const {rows, nonTrainableParams, totalParams} = summary(model);
  expect([totalParams, nonTrainableParams, rows.length]).toEqual([25_636_712, 53_120, 177]);
  const names = rows.map(({name}) => name);
  expect(names.slice(0, 7)).toEqual([
    "input_1",
    "conv1_pad",
    "conv1_conv",
    "conv1_bn",
    "conv1_relu",
    "pool1_pad",
    "pool1_pool"
  ]);
  const block = ["1_conv", "1_bn", "1_relu", "2_conv", "2_bn", "2_relu"];
  const first = [...block, "0_conv", "3_conv", "0_bn", "3_bn", "add", "out"];
  expect(names.slice(7, 19)).toEqual(first.map((end) => `conv2_block1_${end}`));
  const later = [...block, "3_conv", "3_bn", "add", "out"];
  expect(names.slice(19, 29)).toEqual(later.map((end) => `conv2_block2_${end}`));
  expect([2, 3, 4, 5].map((stage) => sum(model, `conv${stage}_`))).toEqual([
    220_032, 1_230_336, 7_129_088, 14_998_528
  ]);
  expect(["conv2_block3_out", "conv5_block3_out"].map((name) => sizeOf(model, name))).toEqual([
    [56, 56, 256],
    [7, 7, 2048]
  ]);
});

test("a blank model holds zeros, a seeded one the same weights for the same seed", async () => {
  const firstOf = async (options: zoo.ImageNetOptions): Promise<NDArray["data"]> => {
    const model = zoo.googlenet({classes: 2, ...options});
    const {data: values} = await toNDArray(model.layers[1].getWeights()[0]);
    model.dispose();
    return values;
  };
  expect((await firstOf({blank})).every((weight) => weight === 0)).toBe(true);
  const [one, again, other] = await Promise.all([undefined, 1, 2].map((seed) => firstOf({seed})));
  expect(one.some((weight) => weight !== 0)).toBe(true);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test("a picture goes through googlenet to probabilities, its response normalisation included", async () => {
  await useEngine("native"); // in plain TypeScript it takes 8 s
  const before = tf.memory().numTensors;
  const model = zoo.googlenet({classes: 5});
  const source = random(1);
  const x = tf.tensor(
    Float32Array.from({length: 224 * 224 * 3}, () => source.uniform()),
    [1, 224, 224, 3]
  );
  const y = model.predict(x) as typeof x;
  const {data: probabilities} = await toNDArray(y);
  expect(y.shape).toEqual([1, 5]);
  expect([...probabilities].reduce((total, p) => total + p, 0)).toBeCloseTo(1, 5);
  expect(new Set(probabilities).size).toBe(5);
  tf.dispose([x, y]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

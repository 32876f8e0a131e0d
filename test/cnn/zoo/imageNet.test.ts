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

test("googlenet's auxiliary heads have the paper's layers, and give probabilities of their own", () => {
  const model = zoo.googlenet({auxiliary: true, blank});
  expect(counts(model).filter(([name]) => /^loss/.test(name))).toEqual([
    ["loss1_conv", 65_664],
    ["loss2_conv", 67_712],
    ["loss1_fc", 2_098_176],
    ["loss2_fc", 2_098_176],
    ["loss3_classifier", 1_025_000],
    ["loss1_classifier", 1_025_000],
    ["loss2_classifier", 1_025_000]
  ]);
  expect(["loss1_ave_pool", "loss2_ave_pool"].map((name) => sizeOf(model, name))).toEqual([
    [4, 4, 512],
    [4, 4, 528]
  ]);
  expect(model.outputNames).toEqual(["loss3_classifier", "loss1_classifier", "loss2_classifier"]);
  expect(model.outputs.map(({shape}) => shape)).toEqual(Array(3).fill([null, 1000]));
  expect(model.countParams()).toBe(13_378_280);
});

test.each([
  ["alexnet", zoo.alexnet, 67, [1, 1, 256]],
  ["googlenet", zoo.googlenet, 64, [2, 2, 1024]],
  ["inceptionV3", zoo.inceptionV3, 75, [1, 1, 2048]],
  ["mobilenetV1", zoo.mobilenetV1, 64, [2, 2, 1024]],
  ["mobilenetV2", zoo.mobilenetV2, 64, [2, 2, 1280]],
  ["resnet18", zoo.resnet18, 64, [2, 2, 512]],
  ["resnet50", zoo.resnet50, 64, [2, 2, 2048]],
  ["vgg16", zoo.vgg16, 64, [2, 2, 512]]
] as const)("%s without top ends in maps, or one number a map", (name, make, size, maps) => {
  const options = {includeTop: false, inputShape: [size, size, 1], blank} as const;
  const whole = make(options);
  expect(whole.inputs[0].shape).toEqual([null, size, size, 1]);
  expect(whole.outputs[0].shape).toEqual([null, ...maps]);
  for (const pooling of ["avg", "max"] as const) {
    const model = make({...options, pooling});
    expect(model.outputs[0].shape).toEqual([null, maps[2]]);
    expect(model.countParams()).toBe(whole.countParams());
    expect(model.layers.at(-1)?.getClassName()).toBe(
      pooling === "avg" ? "GlobalAveragePooling2D" : "GlobalMaxPooling2D"
    );
    model.dispose();
  }
  whole.dispose();
  const square = (side: number): (() => LayersModel) => {
    return () => make({includeTop: false, inputShape: [size, side, 3], blank});
  };
  expect(square(20)).toThrow(new RegExp(`${name}: inputShape is .*, but got \\[${size},20,3\\]`));
});

test("the smallest pictures that are let in leave a pixel, also of the auxiliary heads", () => {
  const least = {
    alexnet: 67,
    googlenet: 32,
    inceptionV3: 75,
    mobilenetV2: 32,
    resnet18: 32,
    vgg19: 32
  };
  for (const [name, size] of Object.entries(least)) {
    const make = zoo[name as keyof typeof least];
    const model = make({inputShape: [size, size, 3], classes: 2, blank});
    expect(model.outputs[0].shape).toEqual([null, 2]);
    model.dispose();
    expect(() => make({inputShape: [size - 1, size, 3]})).toThrow(
      `at least ${size}×${size} pixels`
    );
  }
  const heads = zoo.googlenet({auxiliary: true, inputShape: [65, 65, 3], classes: 2, blank});
  expect(sizeOf(heads, "loss1_ave_pool")).toEqual([1, 1, 512]);
});

test("options that are none are told by the model's name", () => {
  expect(() => zoo.vgg16({classes: 0})).toThrow(
    "vgg16: classes is a whole number from 1 up, but got 0"
  );
  expect(() => zoo.vgg19({pooling: "avg"})).toThrow(
    "vgg19: pooling ends a model without top, but includeTop is true"
  );
  expect(() => zoo.resnet34({includeTop: false, pooling: "mean" as never})).toThrow(
    'resnet34: pooling is "avg" or "max", but got "mean"'
  );
  expect(() => zoo.resnet50({inputShape: [224, 224] as never})).toThrow("but got [224,224]");
  expect(() => zoo.mobilenetV1({alpha: 0})).toThrow(
    "mobilenetV1: alpha is a number above 0, but got 0"
  );
  expect(() => zoo.mobilenetV1({depthMultiplier: 1.5})).toThrow(
    "depthMultiplier is a whole number"
  );
  expect(() => zoo.mobilenetV1({dropout: 1})).toThrow("dropout is from 0 to below 1, but got 1");
  expect(() => zoo.googlenet({auxiliary: true, includeTop: false})).toThrow(
    "googlenet: auxiliary heads are part of the top, but includeTop is false"
  );
});

/** Mean and deviation of the first weights of a layer, and its biases if they are all one number. */
async function firstWeights(model: LayersModel, layer: string): Promise<[number, number, number?]> {
  const [kernel, bias] = await Promise.all(model.getLayer(layer).getWeights().map(toNDArray));
  const values = [...kernel.data];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const [first] = bias?.data ?? [];
  return [
    mean,
    Math.sqrt(variance),
    bias?.data.every((value) => value === first) ? first : undefined
  ];
}

test("first weights have the deviations and biases that the papers give", async () => {
  const bare = {includeTop: false} as const;
  const alexnet = zoo.alexnet({...bare, inputShape: [67, 67, 3]});
  for (const [layer, bias] of Object.entries({conv1: 0, conv2: 1, conv3: 0, conv4: 1, conv5: 1})) {
    const [mean, deviation, first] = await firstWeights(alexnet, layer);
    expect([Math.abs(mean) < 2e-4, first]).toEqual([true, bias]);
    expect(deviation).toBeCloseTo(0.01, 3);
  }
  const resnet = zoo.resnet18({...bare, inputShape: [32, 32, 3]});
  for (const [layer, inputs] of Object.entries({conv1_conv: 147, conv3_block1_1_conv: 576})) {
    const [, deviation] = await firstWeights(resnet, layer);
    expect(deviation / Math.sqrt(2 / inputs)).toBeCloseTo(1, 1);
  }
  const [, deviation, bias] = await firstWeights(zoo.googlenet(bare), "inception_3a_3x3");
  expect(deviation / Math.sqrt(1 / (9 * 96))).toBeCloseTo(1, 1);
  expect(bias).toBeCloseTo(0.2, 6);
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
  await useEngine("native", {log: () => undefined}); // in plain TypeScript it takes 8 s
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

import {join} from "node:path";
import {
  assets,
  loadGraphModel,
  loadTflite,
  ndarray,
  predict,
  pretrained,
  tf,
  useEngine,
  zoo,
  type NDArray
} from "@convnotes/cnn";
import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {afterAll, expect, test} from "vitest";
import {imgToArray} from "../../../src/cnn/image/imgToArray.ts";
import {loadImg} from "../../../src/cnn/image/loadImg.ts";
import {needs} from "../../tools.ts";
import {labelledPhotos, type LabelledPhoto} from "./photos.ts";

afterAll(async () => {
  await useEngine("cpu");
});

/** Photos as the models take them, −1 to 1, all of them in one array. */
async function pictures(photos: readonly LabelledPhoto[], size: number): Promise<NDArray> {
  const images = await Promise.all(
    photos.map(({file}) => loadImg(file, {targetSize: [size, size], keepAspectRatio: true}))
  );
  return zoo.preprocessInput(imgToArray(images), {mode: "tf"});
}

/** The likeliest class of each row. */
function best({shape, data}: NDArray): number[] {
  return Array.from({length: shape[0]}, (_, n) => {
    const row = data.subarray(n * shape[1], (n + 1) * shape[1]);
    return row.indexOf(Math.max(...row));
  });
}

/** Names of the photos whose likeliest class is none of the accepted. */
const wrong = (photos: readonly LabelledPhoto[], classes: readonly number[]): string[] =>
  photos.flatMap(({name, accepted}, n) =>
    accepted.includes(classes[n]) ? [] : [`${name}: ${classes[n]}`]
  );

const greatest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Probabilities of ImageNet's classes of the 1,001 scores of Google's models. */
const withoutBackground = (logits: Tensor): Tensor =>
  tf.softmax(tf.slice(logits, [0, 1], [-1, 1000]));

test("models of the registry alone know at least ten of the twelve photos", async (context) => {
  needs(context, "gcompris");
  await useEngine();
  const photos = await labelledPhotos();
  expect(photos).toHaveLength(12);
  for (const [load, size] of [
    [pretrained.mobilenetV1, 224],
    [pretrained.inceptionV3, 299]
  ] as const) {
    const model = await load();
    const probabilities = await predict(model, await pictures(photos, size));
    const mistakes = wrong(photos, best(probabilities));
    console.log(`${model.name}: ${12 - mistakes.length} of 12 right ${mistakes.join(", ")}`);
    expect(mistakes.length).toBeLessThanOrEqual(2);
    // Probabilities of the 1,000 classes, which the names are for.
    const [first] = zoo.decodePredictions(probabilities, {top: 1});
    expect(first[0].name).toMatch(/cat|tabby/i);
    model.dispose();
  }
});

test("MobileNet's layers say what stock TensorFlow.js says of the graph model", async (context) => {
  needs(context, "gcompris");
  await useEngine("cpu");
  const photos = await labelledPhotos();
  const x = await pictures(photos.slice(0, 4), 224);
  const folder = await assets.fetchAsset("mobilenet-v1-025");
  // The graph takes brightness from 0 to 1.
  const bright = ndarray(
    x.shape,
    x.data.map((value) => (value + 1) / 2)
  );
  const graph = await loadGraphModel(join(folder, "model.json"));
  expect(graph.outputs).toHaveLength(1);
  expect(graph.inputs).toEqual([{name: "images", shape: [null, null, null, 3]}]);
  const logits = await graph.predict(bright);
  const stock = tf.tidy(() =>
    withoutBackground(tf.tensor2d(Float32Array.from(logits.data), [4, 1001])).dataSync()
  );
  const model = await pretrained.mobilenetV1();
  for (const engine of ["cpu", "native"] as const) {
    await useEngine(engine);
    const {data} = await predict(model, x);
    expect(greatest(data, stock)).toBeLessThan(1e-3);
    expect(greatest((await graph.predict(bright)).data, logits.data)).toBeLessThan(1e-3);
  }
  graph.dispose();
  model.dispose();
});

test("Inception's real numbers say what the file's whole numbers say, but for their rounding", async (context) => {
  needs(context, "gcompris");
  await useEngine();
  // Run one operation after the other, the file takes its time.
  const photos = (await labelledPhotos()).slice(0, 4);
  const folder = await assets.fetchAsset("inception-v3");
  const file = await loadTflite(join(folder, "graph.lite"));
  expect(file.inputs).toEqual([{name: "input", shape: [1, 299, 299, 3]}]);
  const model: LayersModel = await pretrained.inceptionV3();
  const x = await pictures(photos, 299);
  const probabilities = await predict(model, x);
  const size = 299 * 299 * 3;
  const classes: number[] = [];
  let apart = 0;
  for (let n = 0; n < photos.length; ++n) {
    const one = ndarray([1, 299, 299, 3], x.data.subarray(n * size, (n + 1) * size));
    const logits = await file.predict(one);
    const of = tf.tidy(() =>
      withoutBackground(tf.tensor2d(Float32Array.from(logits.data), [1, 1001])).dataSync()
    );
    classes.push(of.indexOf(Math.max(...of)));
    apart = Math.max(apart, greatest(of, probabilities.data.subarray(n * 1000, (n + 1) * 1000)));
  }
  console.log(`inceptionV3: probabilities at most ${apart.toFixed(3)} apart`);
  expect(classes).toEqual(best(probabilities));
  expect(apart).toBeLessThan(0.15);
  file.dispose();
  model.dispose();
});

test("a pretrained body without top gives features, and keeps the whole model's", async (context) => {
  needs(context, "gcompris");
  await useEngine();
  const photos = await labelledPhotos();
  const x = await pictures(photos.slice(0, 2), 224);
  const whole = await pretrained.mobilenetV1();
  const body = await pretrained.mobilenetV1({includeTop: false, pooling: "avg"});
  const features = await predict(body, x);
  expect(features.shape).toEqual([2, 256]);
  const pooled = tf.model({
    inputs: whole.inputs,
    outputs: whole.getLayer("global_average_pooling2d").output
  });
  expect(greatest(features.data, (await predict(pooled, x)).data)).toBeLessThan(1e-4);
});

import {imgToArray, loadImg, ndarray, predict, zeros, zoo} from "@convnotes/cnn";
import sharp from "sharp";
import {expect, test} from "vitest";

const {decodePredictions, imagenetClasses} = zoo;

test("the 1,000 classes are in the challenge's order, which is that of their ids, each once", () => {
  const classes = imagenetClasses();
  const ids = classes.map(({wnid}) => wnid);
  expect(ids).toHaveLength(1000);
  expect(ids.every((id) => /^n\d{8}$/.test(id))).toBe(true);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(classes.every(({name}) => /^[A-Za-z'.-]+(_[A-Za-z'.-]+)*$/.test(name))).toBe(true);
  // Two words with two meanings each; every other name is there once.
  const names = classes.map(({name}) => name);
  expect(names.filter((name, k) => names.indexOf(name) < k)).toEqual(["crane", "maillot"]);
});

test.each([
  [0, "n01440764", "tench"],
  [134, "n02012849", "crane"],
  [282, "n02123159", "tiger_cat"],
  [285, "n02124075", "Egyptian_cat"],
  [517, "n03126707", "crane"],
  [526, "n03179701", "desk"],
  [532, "n03201208", "dining_table"],
  [559, "n03376595", "folding_chair"],
  [999, "n15075141", "toilet_tissue"]
])("class %i is %s, %s", (k, wnid, name) => {
  expect(imagenetClasses()[k]).toEqual({wnid, name});
});

test("the likeliest classes of each picture come first, of equals that of the lower number", () => {
  const predictions = zeros([2, 1000]);
  predictions.data[559] = 0.5;
  predictions.data[532] = 0.25;
  predictions.data[1000 + 285] = 1;
  const [first, second] = decodePredictions(predictions, {top: 3});
  expect(first).toEqual([
    {wnid: "n03376595", name: "folding_chair", score: 0.5},
    {wnid: "n03201208", name: "dining_table", score: 0.25},
    {wnid: "n01440764", name: "tench", score: 0}
  ]);
  expect(second[0]).toEqual({wnid: "n02124075", name: "Egyptian_cat", score: 1});
  expect(decodePredictions(predictions)[0]).toHaveLength(5);
  expect(decodePredictions(predictions, {top: 1000})[1]).toHaveLength(1000);
  expect(decodePredictions(zeros([0, 1000]))).toEqual([]);
});

test("an array of another shape, logits, and a top that is none are refused", () => {
  expect(() => decodePredictions(zeros([1000]))).toThrow(
    "decodePredictions: predictions is [n, 1000], a probability for each class of ImageNet, but got [1000]"
  );
  expect(() => decodePredictions(zeros([1, 1001]))).toThrow("but got [1,1001]");
  const logits = zeros([2, 1000]);
  logits.data[1007] = -3.5;
  expect(() => decodePredictions(logits)).toThrow(
    "decodePredictions: predictions are probabilities from 0 to 1, but picture 1 has -3.5 for class 7"
  );
  logits.data[1007] = NaN;
  expect(() => decodePredictions(logits)).toThrow("picture 1 has NaN for class 7");
  for (const top of [0, 1001, 2.5]) {
    expect(() => decodePredictions(zeros([1, 1000]), {top})).toThrow(
      `decodePredictions: top is a whole number from 1 to 1000, but got ${top}`
    );
  }
  expect(() => decodePredictions([ndarray([1], [1])] as never)).toThrow(TypeError);
});

test("the five steps from a file to its classes go together", async () => {
  const img = await loadImg(
    await sharp({create: {width: 50, height: 40, channels: 3, background: "#c84"}})
      .png()
      .toBuffer(),
    {targetSize: [32, 32]}
  );
  const x = zoo.preprocessInput(imgToArray([img]), {model: "mobilenetV2"});
  const model = zoo.mobilenetV2({alpha: 0.35, inputShape: [32, 32, 3]});
  const predictions = await predict(model, x);
  const [guesses] = decodePredictions(predictions, {top: 1000});
  expect(guesses.reduce((sum, {score}) => sum + score, 0)).toBeCloseTo(1, 5);
  const best = predictions.data.indexOf(Math.max(...predictions.data));
  expect(guesses[0]).toEqual({...imagenetClasses()[best], score: predictions.data[best]});
  model.dispose();
});

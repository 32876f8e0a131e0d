import {expect, test} from "vitest";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import {
  bars,
  confusionMatrix,
  lossCurves,
  predictions,
  tuningCurve
} from "../../../src/cnn/plot/index.ts";

test("lossCurves says how training went, as in its example", () => {
  const {alt} = lossCurves({loss: [0.9, 0.4, 0.2], val_loss: [0.8, 0.5, 0.6]});
  expect(alt).toBe(
    "Loss over 3 epochs. Training loss falls from 0.9 to 0.2. " +
      "Validation loss falls from 0.8 to 0.6, lowest 0.5 at epoch 2."
  );
});

test("lossCurves marks the best epoch on validation data: least loss, greatest accuracy", () => {
  const {data} = lossCurves({
    loss: [3, 2, 1],
    val_loss: [3, 1, 2],
    acc: [0.1, 0.2, 0.3],
    val_acc: [0.3, 0.2, 0.1]
  });
  const stars = data.filter(({name}) => name === "best epoch");
  expect(stars.map(({x, y, yaxis}) => [x, y, yaxis])).toEqual([
    [[2], [1], "y"],
    [[1], [0.3], "y2"]
  ]);
});

test("lossCurves' layout stays the same from epoch to epoch, so that a view can be updated", () => {
  const full = {
    loss: [3, 2, 1],
    val_loss: [3, 1, 2],
    acc: [0.1, 0.2, 0.3],
    val_acc: [0.3, 0.2, 0.1]
  };
  const upTo = (epoch: number) =>
    lossCurves(
      Object.fromEntries(
        Object.entries(full).map(([key, values]) => [key, values.slice(0, epoch)])
      ),
      {epochs: 3}
    );
  for (const epoch of [0, 1, 2]) {
    expect(upTo(epoch).layout).toEqual(upTo(3).layout);
    expect(upTo(epoch).data.map(({name}) => name)).toEqual(upTo(3).data.map(({name}) => name));
  }
  expect(upTo(0).alt).toContain("No epoch yet");
  expect(upTo(3).layout.xaxis).toMatchObject({range: [0, 3.5]});
});

test("lossCurves tells training from validation by dash and marker, not by colour alone", () => {
  const [training, validation] = lossCurves({loss: [1, 2], val_loss: [1, 2]}).data as {
    line: {dash: string};
    marker: {symbol: string};
  }[];
  expect(training.line.dash).not.toBe(validation.line.dash);
  expect(training.marker.symbol).not.toBe(validation.marker.symbol);
});

test("lossCurves takes the epochs' numbers where they are given, and a logarithmic scale", () => {
  const {alt, data, layout} = lossCurves({epoch: [0.5, 1], loss: [1, 0.1]}, {lossScale: "log"});
  expect(data[0].x).toEqual([0.5, 1]);
  expect(alt).toBe("Loss up to epoch 1. Training loss falls from 1 to 0.1.");
  expect(layout.yaxis).toMatchObject({type: "log"});
});

test("lossCurves leaves a loss that is not finite blank, and says so", () => {
  const {data, alt} = lossCurves({loss: [1, NaN, Infinity]});
  expect(data[0].y).toEqual([1, null, null]);
  expect(alt).toContain("Training loss is 1; 2 values not finite, left blank.");
  expect(lossCurves({loss: [NaN]}).alt).toContain("Training loss has no finite value.");
});

test("lossCurves names what is wrong with its input", () => {
  expect(() => lossCurves({})).toThrow(
    "lossCurves: expected at least one curve such as loss, but history holds none"
  );
  expect(() => lossCurves({loss: [1, 2], val_loss: [1]})).toThrow(
    "lossCurves: expected curves of one length, but val_loss has 1 value (loss has 2)"
  );
  expect(() => lossCurves({history: {loss: [1]}, epochs: 1} as never)).toThrow(
    "lossCurves: history is a row of numbers, but got an object {loss}"
  );
});

test("confusionMatrix says what is taken for what, as in its example", () => {
  const {alt, data} = confusionMatrix([[9, 1], [2, 8]], {classNames: ["cat", "dog"]}); // prettier-ignore
  expect(alt).toBe(
    "Confusion matrix. 20 examples of 2 classes, 17 right (85 %). Most frequent mistakes: dog taken " +
      "for cat (2) and cat taken for dog (1). Least recognised: dog, 80 % right."
  );
  expect(data[0]).toMatchObject({z: [[0.9, 0.1], [0.2, 0.8]], text: [[9, 1], [2, 8]]}); // prettier-ignore
});

test("confusionMatrix draws classes without an example, and no example at all", () => {
  expect(confusionMatrix([[1, 0], [0, 0]]).alt).toContain("1 right (100 %). No mistake."); // prettier-ignore
  expect(confusionMatrix([[0, 0], [0, 0]]).alt).toContain("No examples of 2 classes."); // prettier-ignore
});

test("confusionMatrix names what is wrong with its input", () => {
  expect(() => confusionMatrix([[1, 2]])).toThrow(
    "confusionMatrix: matrix is square, but got shape [1,2]"
  );
  expect(() =>
    confusionMatrix([
      [1, -2],
      [0, 0]
    ])
  ).toThrow(
    // prettier-ignore
    "confusionMatrix: counts are 0 or more, but row 0, column 1 holds -2"
  );
  expect(() => confusionMatrix([[1]], {classNames: ["a", "b"]})).toThrow(
    "confusionMatrix: expected one label for each class, but got 2 labels for 1 class"
  );
});

test("predictions ranks the classes and tells right from wrong", () => {
  const pictures = ndarray([2, 1, 1], [0, 1]);
  const {alt, data} = predictions(
    pictures,
    [
      [0.1, 0.7, 0.2],
      [0.5, 0.1, 0.4]
    ],
    {
      // prettier-ignore
      classNames: ["cat", "dog", "fox"],
      labels: [1, 2],
      top: 2
    }
  );
  expect(alt).toBe(
    "Predictions. 1 of 2 right. Picture 0: dog (70 %), right; picture 1: cat (50 %), but is fox."
  );
  const words = data.filter(({mode}) => mode === "text").map(({text}) => text);
  expect(words).toEqual([["dog ✓  70 %", "fox  20 %"], ["cat  50 %", "fox ✓  40 %"]]); // prettier-ignore
  const striped = data.filter(({marker}) => (marker as {pattern?: object} | undefined)?.pattern);
  expect(striped.map(({x}) => x)).toEqual([[0.7], [0.4]]);
});

test("predictions shows a few of many pictures", () => {
  const n = 50;
  const {alt, layout} = predictions(ndarray([n, 1, 1], new Array(n).fill(1)), ndarray([n, 1], new Array(n).fill(1))); // prettier-ignore
  expect(JSON.stringify(layout.title)).toContain("6 of 50 pictures");
  expect(alt.match(/picture \d/gi)).toHaveLength(6);
});

test("predictions names what does not go together", () => {
  const one = [[[1]]];
  expect(() => predictions(one, [[1], [1]])).toThrow(
    "predictions: expected one row of probabilities for each picture, but got 2 for 1 " +
      "(probabilities [2,1])"
  );
  expect(() => predictions(one, [[1]], {labels: [0, 0]})).toThrow(
    "predictions: expected one label for each picture, but got 2 labels for 1 picture"
  );
  expect(() => predictions(one, [[1]], {labels: [3]})).toThrow(
    "predictions: a label is one of 0 to 0, but got 3"
  );
  expect(() => predictions(one, [[1]], {classNames: []})).toThrow(
    "predictions: expected one label for each class, but got 0 labels for 1 class"
  );
});

test("bars says the highest and the lowest, stands for short labels and lies for long ones", () => {
  const upright = bars(["a", "b"], [1, 3], {valueTitle: "error (%)"});
  expect(upright.alt).toBe("Bars. 2 bars, error (%): highest 3 (b), lowest 1 (a). a: 1, b: 3.");
  expect(upright.data[0]).toMatchObject({orientation: "v", x: ["a", "b"], y: [1, 3]});
  const names = ["a network of the first kind", "a network of the second kind"];
  expect(bars(names, [1, 3]).data[0]).toMatchObject({orientation: "h", y: names, x: [1, 3]});
});

test("bars leaves a gap for NaN, and names what is wrong with its input", () => {
  const {data, alt} = bars(["a", "b"], [1, NaN]);
  expect(data[0].y).toEqual([1, null]);
  expect(alt).toContain("1 value not finite, left blank");
  expect(bars(["a"], [NaN]).alt).toContain("no finite value");
  expect(() => bars([], [])).toThrow("bars: expected at least one bar, but got none");
  expect(() => bars(["a"], [1, 2])).toThrow(
    "bars: expected one label for each value, but got 1 label for 2 values"
  );
});

test("tuningCurve marks the stimulus that each cell prefers", () => {
  const {alt, data} = tuningCurve([0, 45, 90, 135], [
    {name: "simple cell", responses: [0.1, 0.4, 0.9, 0.4]}
  ]); // prettier-ignore
  expect(alt).toBe(
    "Tuning curve. Response over orientation (degrees), 4 values from 0 to 135. " +
      "Simple cell: greatest 0.9 at 90, least 0.1 at 0."
  );
  expect(data[1]).toMatchObject({x: [90], y: [0.9]});
});

test("tuningCurve takes one row of responses, typed or not, and leaves NaN blank", () => {
  expect(tuningCurve(Float32Array.of(1, 2), Float64Array.of(3, 4)).data[0].y).toEqual([3, 4]);
  const {data, alt} = tuningCurve([1, 2], [NaN, NaN]);
  expect(data[1].x).toEqual([]);
  expect(alt).toContain("no finite value");
});

test("tuningCurve names what is wrong with its input", () => {
  expect(() => tuningCurve([], [])).toThrow(
    "tuningCurve: expected at least one stimulus, but got none"
  );
  expect(() => tuningCurve([1, 2], [{name: "cell", responses: [1]}])).toThrow(
    "tuningCurve: expected 2 responses, one for each stimulus, but cell has 1"
  );
  expect(() => tuningCurve([1], "x" as never)).toThrow(
    'tuningCurve: responses is a row of numbers, but got "x"'
  );
});

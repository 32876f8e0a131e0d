import {constants} from "node:fs";
import {access, mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {
  classReport,
  confusionMatrix,
  datasets,
  evaluate,
  fit,
  plot,
  predict,
  predictAll,
  schedules,
  summary,
  tf,
  toNDArray,
  useEngine,
  zoo,
  type EngineName,
  type NDArray
} from "../index.ts";
import {writeFigures} from "./writeFigures.ts";

export interface LenetOptions {
  /** Where figures and numbers are written. */
  out: string;
  /** How often every digit is learned from; defaults to 6. */
  epochs?: number;
  /** Draws the first weights and the order of the digits; defaults to 1. */
  seed?: number;
  /** Learns from the small part of MNIST that comes with the library; defaults to false. */
  subset?: boolean;
  engine?: EngineName | "auto";
  /** Threads that share the work; defaults to as many as there are processors, at most 8. */
  threads?: number;
}

/** What came of it; the same each time. */
export interface LenetResult {
  loss: number;
  accuracy: number;
  history: Record<string, number[]>;
}

/**
 * LeNet-5 on MNIST from a plain script: trains it, tests it, and writes what it has learned as figures:
 * curves, confusion matrix, filters, feature maps, wrong digits.
 *
 * @throws RangeError if an option is wrong, or nothing can be written in the folder `out`
 * @see LeCun et al. (1998), Gradient-based learning applied to document recognition
 */
export async function lenet({
  out,
  epochs = 6,
  seed = 1,
  subset = false,
  engine = "auto",
  threads
}: LenetOptions): Promise<LenetResult> {
  await makeFolder(out); // before the work whose results it shall hold
  await useEngine(engine, {threads});
  const mnist = await datasets.mnist({subset});
  const [train, test] = [mnist.train, mnist.test].map((split) => datasets.pad(split, 2));
  const model = zoo.lenet5({seed});
  console.log(summary(model).toString());

  const {history, seconds} = await fit(model, train, {
    epochs,
    seed,
    batchSize: 64,
    optimizer: {name: "sgd", momentum: 0.9},
    learningRate: 0.05,
    schedule: schedules.warmup(0.1, schedules.cosine()),
    validation: 1 / 12
  });
  const {loss, accuracy} = await evaluate(model, test);
  console.log(
    `test accuracy ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}, ` +
      `${seconds.toFixed(1)} s of training`
  );

  const probabilities = await predict(model, test.images);
  const counts = confusionMatrix(test.labels, probabilities);
  const result = {loss, accuracy, history};
  const report = {seed, epochs, ...result, report: classReport(counts, mnist.classNames)};
  await writeFile(join(out, "result.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFigures(out, `LeNet-5 on MNIST: ${(100 * accuracy).toFixed(2)} % right`, {
    architecture: plot.architecture([
      {name: "input", kind: "input", shape: [32, 32, 1]},
      ...summary(model).rows
    ]),
    curves: plot.lossCurves(history),
    confusion: plot.confusionMatrix(counts, {classNames: mnist.classNames}),
    filters: plot.filters(await toNDArray(model.layers[0].getWeights()[0])),
    featureMaps: plot.featureMaps(await mapsOf(model, datasets.example(test, 0))),
    mistakes: wrong(test, probabilities, mnist.classNames)
  });
  console.log(`figures: ${join(out, "index.html")}`);
  return result;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, {recursive: true});
    await access(path, constants.W_OK);
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException;
    throw new RangeError(
      `lenet: out is a folder to write in, but ${path} cannot be one (${code})`,
      {cause}
    );
  }
}

/** The feature maps of each layer that has some, for one picture. */
async function mapsOf(model: LayersModel, picture: NDArray): Promise<plot.LayerMaps[]> {
  const outputs = model.layers.map(({output}) => output as SymbolicTensor);
  const inner = tf.model({
    inputs: model.inputs,
    outputs: outputs.filter(({shape}) => shape.length === 4)
  });
  const x = {shape: [1, ...picture.shape], data: picture.data.map((byte) => byte / 255)};
  const {rows} = summary(model);
  return (await predictAll(inner, x)).map(({shape, data}, k) => ({
    name: rows[k].name,
    maps: {shape: shape.slice(1), data}
  }));
}

/** Digits that it takes for others, the surest first. */
function wrong(
  test: datasets.Split,
  probabilities: NDArray,
  classNames: readonly string[]
): plot.Figure {
  const row = (i: number): number[] => [...probabilities.data.subarray(i * 10, i * 10 + 10)];
  const mistakes = Array.from(test.labels.keys())
    .filter((i) => row(i).indexOf(Math.max(...row(i))) !== test.labels[i])
    .sort((i, j) => Math.max(...row(j)) - Math.max(...row(i)))
    .slice(0, 6);
  return plot.predictions(
    mistakes.map((i) => datasets.example(test, i)),
    mistakes.map(row),
    {
      classNames,
      labels: mistakes.map((i) => test.labels[i]),
      title: "The surest mistakes"
    }
  );
}

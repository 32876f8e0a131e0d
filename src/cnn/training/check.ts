import type {LayersModel} from "@tensorflow/tfjs";
import type {LossFunction, LossName} from "./losses.ts";
import type {Column, Table} from "./examples.ts";

/** @throws RangeError if a model cannot be given these examples */
export function checkInputs(caller: string, model: LayersModel, x: readonly Column[]): void {
  if (x.length !== model.inputs.length) {
    throw new RangeError(
      `${caller}: the model has ${count(model.inputs.length, "input")}, but x has ${x.length}`
    );
  }
  if (x[0].length === 0) {
    throw new RangeError(`${caller}: there is at least one example, but x has none`);
  }
  x.forEach((column, k) => {
    const name = nameOf("x", k, x);
    const expected = model.inputs[k].shape.slice(1);
    if (column.length !== x[0].length) {
      throw new RangeError(
        `${caller}: every input has as many examples, but x[0] has ${x[0].length} and ${name} has ${column.length}`
      );
    }
    if (!fits(column.shape, expected)) {
      throw new RangeError(
        `${caller}: the model expects ${name} of shape [${show([null, ...expected])}], ` +
          `but got [${show([column.length, ...column.shape])}]`
      );
    }
    checkFinite(caller, name, column);
  });
}

/** @throws RangeError if a model cannot be trained or judged by these examples */
export function checkTable(
  caller: string,
  model: LayersModel,
  {x, y}: Table,
  losses: readonly (LossName | LossFunction)[]
): void {
  checkInputs(caller, model, x);
  if (y.length !== model.outputs.length) {
    throw new RangeError(
      `${caller}: the model has ${count(model.outputs.length, "output")}, but y has ${y.length}`
    );
  }
  y.forEach((column, k) => {
    const name = nameOf("y", k, y);
    if (column.length !== x[0].length) {
      throw new RangeError(
        `${caller}: y has as many examples as x, but x has ${x[0].length} and ${name} has ${column.length}`
      );
    }
    const output = model.outputs[k].shape.slice(1);
    if (losses[k] === "sparseCategoricalCrossentropy") {
      return checkLabels(caller, name, column, output);
    }
    if (typeof losses[k] === "function") return checkFinite(caller, name, column);
    // A list of numbers does for an output of one unit.
    if (!fits(column.shape, output) && !(column.shape.length === 0 && fits([1], output))) {
      throw new RangeError(
        `${caller}: loss ${losses[k]} expects ${name} of shape [${show([null, ...output])}], ` +
          `but got [${show([column.length, ...column.shape])}]`
      );
    }
    checkFinite(caller, name, column);
  });
}

function checkLabels(
  caller: string,
  name: string,
  {length, shape, data}: Column,
  output: readonly (number | null)[]
): void {
  const expected = output.slice(0, -1);
  const classes = output[output.length - 1] ?? Infinity;
  if (!fits(shape, expected) && !fits(shape, [...expected, 1])) {
    throw new RangeError(
      `${caller}: loss sparseCategoricalCrossentropy expects class numbers, ${name} of shape ` +
        `[${show([null, ...expected])}], but got [${show([length, ...shape])}]`
    );
  }
  for (let i = 0; i < data.length; ++i) {
    if (Number.isInteger(data[i]) && data[i] >= 0 && data[i] < classes) continue;
    throw new RangeError(
      `${caller}: labels are class numbers from 0 to ${classes - 1}, but ${name}[${i}] is ${data[i]}`
    );
  }
}

function checkFinite(caller: string, name: string, {shape, data}: Column): void {
  if (data instanceof Uint8Array) return;
  for (let i = 0; i < data.length; ++i) {
    if (Number.isFinite(data[i])) continue;
    const size = shape.reduce((product, n) => product * n, 1);
    throw new RangeError(
      `${caller}: every value of ${name} is a finite number, but one is ${data[i]} ` +
        `(example ${Math.floor(i / size)}, value ${i % size})`
    );
  }
}

const fits = (shape: readonly number[], expected: readonly (number | null)[]): boolean =>
  shape.length === expected.length && expected.every((n, axis) => n === null || n === shape[axis]);

const show = (shape: readonly (number | null)[]): string => shape.map(String).join(",");
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
const nameOf = (name: string, k: number, all: readonly unknown[]): string =>
  all.length === 1 ? name : `${name}[${k}]`;

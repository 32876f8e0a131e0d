import type {Tensor} from "@tensorflow/tfjs";
import {hasShapeAndData, kindOf, ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";

/** An input or output of a model. */
export interface Port {
  readonly name: string;
  /** Length of each axis, `null` where any will do; undefined where the file is not asked for it. */
  readonly shape: readonly (number | null)[] | undefined;
}

/** Examples as a model takes them: one array, or one for each input. */
export type RunnableInputs = NDArray | Tensor | readonly (NDArray | Tensor)[];

/** A model that is run as its file says, and has no layers to look into or to train. */
export interface RunnableModel {
  readonly format: "tfjs-graph" | "onnx" | "tflite";
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /**
   * What the model says to some examples.
   *
   * @returns the values of its first output
   * @throws RangeError if the model cannot be given `x`
   */
  predict(x: RunnableInputs): Promise<NDArray>;
  /** As `predict`, every output. */
  predictAll(x: RunnableInputs): Promise<NDArray[]>;
  /** Gives its memory back; it can be run no more. */
  dispose(): void;
}

/** What a format has to do: run on tensors that were checked. */
interface Runner extends Omit<RunnableModel, "predict" | "predictAll"> {
  readonly run: (inputs: readonly NDArray[]) => Promise<NDArray[]>;
}

/**
 * Makes the one way to call a model of what runs it.
 *
 * @param caller - the function that loaded it, for errors
 */
export function runnable(caller: string, runner: Runner): RunnableModel {
  const {run, ...rest} = runner;
  let disposed = false;
  const predictAll = async (x: RunnableInputs): Promise<NDArray[]> => {
    if (disposed) throw new Error(`${caller}: the model was disposed of, but is run`);
    const given = Array.isArray(x) ? (x as (NDArray | Tensor)[]) : [x as NDArray | Tensor];
    check(caller, runner.inputs, given);
    return run(await Promise.all(given.map(toArray)));
  };
  return {
    ...rest,
    predict: async (x) => (await predictAll(x))[0],
    predictAll,
    dispose() {
      if (disposed) return;
      disposed = true;
      runner.dispose();
    }
  };
}

async function toArray(x: NDArray | Tensor): Promise<NDArray> {
  if (!(x instanceof tf.Tensor)) return x;
  return ndarray(x.shape, await x.data());
}

function check(caller: string, ports: readonly Port[], given: readonly (NDArray | Tensor)[]): void {
  if (given.length !== ports.length) {
    throw new RangeError(
      `${caller}: the model takes ${ports.length} inputs, but got ${given.length}`
    );
  }
  ports.forEach(({name, shape}, k) => {
    const x = given[k];
    if (!((x as unknown) instanceof tf.Tensor) && !hasShapeAndData(x)) {
      throw new TypeError(`${caller}: input ${name} is an array or a tensor, but got ${kindOf(x)}`);
    }
    if (!shape) return;
    const fits = (length: number | null, axis: number): boolean =>
      length === null || length === x.shape[axis];
    if (x.shape.length === shape.length && shape.every(fits)) return;
    const expected = shape.map((length) => length ?? "n").join(",");
    throw new RangeError(
      `${caller}: input ${name} is [${expected}], but got [${x.shape.join(",")}]`
    );
  });
}

/** Runs tensors through `work`, and takes the values out of what comes; nothing is left behind. */
export async function withTensors(
  inputs: readonly NDArray[],
  work: (tensors: Tensor[]) => Tensor[]
): Promise<NDArray[]> {
  const outputs = tf.tidy(() =>
    work(inputs.map(({data, shape}) => tf.tensor(Float32Array.from(data), [...shape])))
  );
  try {
    return await Promise.all(
      outputs.map(async (tensor) => ndarray(tensor.shape, await tensor.data()))
    );
  } finally {
    tf.dispose(outputs);
  }
}

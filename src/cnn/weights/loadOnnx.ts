import {defaultThreads} from "../engine/defaultThreads.ts";
import {loadOnnxruntime, type OnnxSession, type OnnxTensor} from "../engine/onnxruntime.ts";
import {ndarray, type NDArray} from "../ndarray.ts";
import {runnable, type Port, type RunnableModel} from "./runnableModel.ts";
import {openSource, type OpenSourceOptions, type WeightsSource} from "./source.ts";

export interface LoadOnnxOptions extends OpenSourceOptions {
  /** Threads that share the work; defaults to half of what the machine runs at once, at most 8. */
  threads?: number;
}

/**
 * Loads an ONNX model, as PyTorch and others write it. ONNX Runtime runs it; most networks for pictures
 * take them as `[n, channels, height, width]`.
 *
 * @param source - a file whose inputs are 32-bit floats
 * @throws RangeError if it is no such file, or ONNX Runtime does not know what is in it
 * @throws Error if ONNX Runtime does not load on this machine
 *
 * @example
 * ```ts
 * const model = await loadOnnx("squeezenet.onnx");
 * model.inputs[0].name; // "data"
 * const scores = await model.predict(zeros([1, 3, 224, 224])); // [1, 1000]
 * ```
 */
export async function loadOnnx(
  source: WeightsSource,
  {threads = defaultThreads(), ...options}: LoadOnnxOptions = {}
): Promise<RunnableModel> {
  const opened = await openSource("loadOnnx", source, options);
  const bytes = opened.read(0, opened.size);
  opened.close();
  let session: OnnxSession | undefined = createSession(bytes, opened.title, threads);
  const {inputNames: inputs, outputNames: outputs} = session;
  return runnable("loadOnnx", {
    format: "onnx",
    inputs: inputs.map(portOf),
    outputs: outputs.map(portOf),
    run: (arrays) => {
      const feeds = Object.fromEntries(inputs.map((name, k) => [name, toOnnx(arrays[k])]));
      const wanted = Object.fromEntries(outputs.map((name) => [name, null]));
      const results = session?.run(feeds, wanted) ?? {};
      return Promise.resolve(outputs.map((name) => fromOnnx(results[name])));
    },
    dispose: () => (session = undefined)
  });
}

function createSession(bytes: Uint8Array, title: string, threads: number): OnnxSession {
  const runtime = loadOnnxruntime();
  try {
    return runtime.createSession(bytes, {threads});
  } catch (cause) {
    throw new RangeError(
      `loadOnnx: an .onnx file that ONNX Runtime ${runtime.version} knows is expected, but ${title} ` +
        `is not (${(cause as Error).message})`,
      {cause}
    );
  }
}

const portOf = (name: string): Port => ({name, shape: undefined});

const toOnnx = ({data, shape}: NDArray): OnnxTensor => ({
  type: "float32",
  dims: shape,
  data: Float32Array.from(data)
});

const fromOnnx = ({data, dims}: OnnxTensor): NDArray =>
  ndarray(dims, data instanceof BigInt64Array ? Float64Array.from(data, Number) : data);

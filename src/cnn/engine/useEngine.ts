import {tf} from "../tensorflow.ts";
import {shareCompiled} from "./compiled/active.ts";
import {compilePredict} from "./compiled/predict.ts";
import {compileTestFunction} from "./compiled/testFunction.ts";
import {compileTrainFunction} from "./compiled/trainFunction.ts";
import {defaultThreads} from "./defaultThreads.ts";
import {registerTransform} from "./kernels/transform.ts";
import {loadOnnxruntime} from "./onnxruntime.ts";
import {selfTest} from "./selfTest.ts";
import {registerNative, registerWasm} from "./simdBackends.ts";
import {findGpu, loadTensorflow} from "./tensorflowNode.ts";
import {loadWebgpu} from "./webgpu.ts";

/** What can compute: see `useEngine`. */
export type EngineName = "tensorflow" | "native" | "wasm" | "webgpu" | "cpu";

export interface EngineOptions {
  /**
   * Threads that share the work; by default half of what the machine runs at once, at most 8. More
   * are faster on a machine that does nothing else. On native only compiled models are shared out:
   * single operations run on one thread. Results depend on the number in the last bits: with the same
   * engine and as many threads they are the same.
   */
  threads?: number;
  /** Takes the line that says what was chosen; defaults to `console.log`. */
  log?: (line: string) => void;
}

/** What computes, for reports and status bars. */
export interface EngineInfo {
  readonly engine: EngineName;
  /**
   * Threads that share the work. On native they share that of compiled models; single operations,
   * such as those of code that trains by `optimizer.minimize`, run on one.
   */
  readonly threads: number;
  /**
   * Whether `fit`, `predict` and `evaluate`, and TensorFlow.js's own `model.fit`, `predict` and
   * `evaluate`, run a layers model whose parts are all known as one graph.
   */
  readonly compiled: boolean;
  /** What it rests on: `onnxruntime 1.16.3`. */
  readonly with: string;
  /** Why it was chosen: `asked for`, `the fastest that works here`. */
  readonly why: string;
  /** Engines that would have come first, each with why it could not be used. */
  readonly passedOver: readonly string[];
}

// TensorFlow.js's own changes the first picture of a batch only.
registerTransform("cpu");

/** Gets an engine ready, so that its backend can be set; says what it rests on. */
type Loader = (threads: number) => string | Promise<string>;

const loaders: Record<EngineName, Loader> = {
  tensorflow: () => loadTensorflow(),
  native: (threads) => {
    registerNative();
    shareCompiled(threads);
    compilePredict();
    compileTrainFunction();
    compileTestFunction();
    return `onnxruntime ${loadOnnxruntime().version}`;
  },
  wasm: (threads) => {
    registerWasm(threads);
    return "WebAssembly";
  },
  webgpu: () => loadWebgpu(),
  cpu: () => {
    // The backend would advise, on first use, to install tfjs-node instead.
    (tf.findBackend("cpu") as unknown as {firstUse: boolean}).firstUse = false;
    return "JavaScript";
  }
};

/** What is tried, in order, for each choice: every engine steps down to those that need less. */
const orders: Record<EngineName | "auto", readonly EngineName[]> = {
  auto: ["native", "wasm", "cpu"],
  tensorflow: ["tensorflow", "native", "wasm", "cpu"],
  native: ["native", "wasm", "cpu"],
  wasm: ["wasm", "cpu"],
  webgpu: ["webgpu", "native", "wasm", "cpu"],
  cpu: ["cpu"]
};

let current: EngineInfo | undefined;

/**
 * Chooses what computes: TensorFlow.js's backend, for all code that follows.
 *
 * - `"native"`: our own backend with convolutions and matrix products in ONNX Runtime, and layers
 *   models compiled to one graph for it; the default.
 * - `"wasm"`: our own backend in WebAssembly alone, in several threads; works everywhere.
 * - `"tensorflow"`: `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, where installed.
 * - `"webgpu"`: the graphics card, through the packages `webgpu` and `@tensorflow/tfjs-backend-webgpu`,
 *   where installed. Values must be awaited: `await x.data()`, since `dataSync` and `print` cannot wait
 *   for a graphics card.
 * - `"cpu"`: TensorFlow.js's own backend in JavaScript, the reference, and slow.
 *
 * `"auto"` takes the environment variable `CONVNOTES_ENGINE` if it is set, else TensorFlow with a
 * graphics card if it finds one, else the first of native, wasm, cpu that works. Each engine computes a
 * small convolution, its gradients and a max pool before it is trusted; if it cannot, the next one is
 * taken, and the line printed says why.
 *
 * Native and wasm compute what TensorFlow.js 4.22's own JavaScript does, and pass its tests. In two
 * places that is not the true gradient:
 * - Average pooling over a margin: the mean is over the pixels in the image, but the gradient is divided
 *   by the whole window. TensorFlow.js's tests demand it, so it is kept, in compiled models too: a model
 *   trains alike on native, wasm and cpu. `scratch.avgPool2dBackward` divides by the pixels counted.
 * - Resizing by the nearest pixel, as `upSampling2d` does: for images of a batch after the first the
 *   gradient is wrong on `"cpu"`. Native and wasm have the right one.
 *
 * @returns what was chosen
 * @throws RangeError if the engine is unknown, or threads is no whole number of 1 or more
 *
 * @example
 * ```ts
 * await useEngine("auto"); // prints: engine: native (onnxruntime 1.16.3), 2 threads for compiled models, 1 for single operations; the fastest that works here
 * ```
 */
export async function useEngine(
  choice: EngineName | "auto" = "auto",
  {threads = defaultThreads(), log = console.log}: EngineOptions = {}
): Promise<EngineInfo> {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`useEngine: threads is a whole number of 1 or more, but got ${threads}`);
  }
  const fromEnvironment = choice === "auto" ? process.env.CONVNOTES_ENGINE : undefined;
  const wanted = fromEnvironment ?? choice;
  if (!Object.hasOwn(orders, wanted)) {
    throw new RangeError(
      `useEngine: ${fromEnvironment === undefined ? "the engine" : "CONVNOTES_ENGINE"} is one of ` +
        `${Object.keys(orders).join(", ")}, but got "${wanted}"`
    );
  }
  const passedOver: string[] = [];
  const order = [...orders[wanted as EngineName | "auto"]];
  if (wanted === "auto") {
    const gpu = findGpu();
    if (gpu.found) order.unshift("tensorflow");
    else if (gpu.reason) passedOver.push(`tensorflow (${gpu.reason})`);
  }
  for (const engine of order) {
    try {
      const basis = await loaders[engine](threads);
      await tf.setBackend(engine);
      if (engine !== "cpu") await selfTest();
      const why =
        engine === wanted
          ? fromEnvironment === undefined
            ? "asked for"
            : "CONVNOTES_ENGINE"
          : engine === "tensorflow"
            ? "it found a graphics card"
            : "the fastest that works here";
      const info: EngineInfo = {
        engine,
        threads: engine === "cpu" ? 1 : threads,
        compiled: engine === "native",
        with: basis,
        why,
        passedOver
      };
      return announce(info, log);
    } catch (error) {
      passedOver.push(`${engine} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  throw new Error(`useEngine: no engine works here: ${passedOver.join("; ")}`);
}

/** Keeps what was chosen, and says it, unless it was said already. */
function announce(info: EngineInfo, log: (line: string) => void): EngineInfo {
  const line = describeEngine(info);
  if (!current || line !== describeEngine(current)) log(line);
  current = info;
  return info;
}

/** What was chosen, in one line. */
export function describeEngine({
  engine,
  threads,
  compiled,
  with: basis,
  why,
  passedOver
}: EngineInfo): string {
  const shared = compiled && threads > 1 ? " for compiled models, 1 for single operations" : "";
  return (
    `engine: ${engine} (${basis}), ${threads} ${threads === 1 ? "thread" : "threads"}${shared}; ${why}` +
    (passedOver.length ? `; passed over: ${passedOver.join(", ")}` : "")
  );
}

/** What computes now; TensorFlow.js's own JavaScript until `useEngine` is called. */
export function engineInfo(): EngineInfo {
  return (
    current ?? {
      engine: "cpu",
      threads: 1,
      compiled: false,
      with: "JavaScript",
      why: "the default",
      passedOver: []
    }
  );
}

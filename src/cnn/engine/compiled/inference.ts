import type {LayersModel, LayerVariable, Tensor} from "@tensorflow/tfjs";
import type {NDArray} from "../../ndarray.ts";
import {loadOnnxruntime, type OnnxSession, type OnnxTensor} from "../onnxruntime.ts";
import {Builder} from "./builder.ts";
import {floats} from "./feeds.ts";
import {outerName, outerShape} from "./operations/layout.ts";
import {product} from "./shapes.ts";
import {graphInputs} from "./stepGraph.ts";
import {trace} from "./trace.ts";

export interface CompileOptions {
  /** Threads that share the work. */
  threads: number;
}

/** A model that answers by one graph. */
export interface CompiledForward {
  /**
   * What the model says to some examples. Weights that have changed since the last call are honoured:
   * the graph, which has them built in, is made anew.
   *
   * @param x - for each input of the model an array `[n, ...]`, any n
   * @returns for each output an array `[n, ...]`
   */
  run(x: readonly (NDArray | Tensor)[]): NDArray[];
  /** Forgets the graph. */
  dispose(): void;
}

interface Program {
  readonly session: OnnxSession;
  /** The shape of an example's output, in TensorFlow.js's layout. */
  readonly outputs: readonly (readonly number[])[];
  /** The values of the weights that are built in. */
  readonly weights: readonly {variable: LayerVariable; values: object}[];
}

/**
 * Compiles a model, as it is when used, into one graph: without dropout, batch normalisation folded
 * into the convolutions before it, images turned to the runtime's layout once.
 *
 * @throws Unsupported if there is a layer that is not known
 */
export function compileForward(model: LayersModel, {threads}: CompileOptions): CompiledForward {
  let program: Program | undefined = compile(model, threads);
  return {
    run(x) {
      if (!program?.weights.every(({variable, values}) => valuesOf(variable) === values)) {
        program = compile(model, threads);
      }
      const {session, outputs} = program;
      const feeds = Object.fromEntries(x.map((one, k) => [`x${k}`, floats(one)]));
      const answers = outputs.map((shape) => {
        const whole = [x[0].shape[0], ...shape];
        return {shape: whole, data: new Float32Array(product(whole))};
      });
      const fetches: Record<string, OnnxTensor> = Object.fromEntries(
        answers.map(({shape, data}, k) => [`output${k}`, {type: "float32", dims: shape, data}])
      );
      session.run(feeds, fetches);
      return answers;
    },
    dispose() {
      program = undefined;
    }
  };
}

function compile(model: LayersModel, threads: number): Program {
  const b = new Builder({batch: "n"});
  const outputs = trace(b, model, graphInputs(b, model));
  outputs.forEach((output, k) =>
    b.graph.output(`output${k}`, ["n", ...outerShape(output)], outerName(b, output))
  );
  return {
    session: loadOnnxruntime().createSession(b.graph.encode(), {threads}),
    outputs: outputs.map(outerShape),
    weights: [...b.weights.keys()].map((variable) => ({variable, values: valuesOf(variable)}))
  };
}

/** What changes whenever a variable is given other values: the identity of the data it holds. */
function valuesOf(variable: LayerVariable): object {
  return variable.read().dataId;
}

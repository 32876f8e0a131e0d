import type {LayerVariable, LayersModel, Tensor, Variable} from "@tensorflow/tfjs";
import type {NDArray} from "../../ndarray.ts";
import {loadOnnxruntime, type OnnxSession, type OnnxTensor} from "../onnxruntime.ts";
import {augment} from "./augment.ts";
import {Buffers} from "./buffers.ts";
import {drawMask} from "./drawMask.ts";
import {classNumbers, floats, room, scalar} from "./feeds.ts";
import {buildStepGraph, type StepGraph} from "./stepGraph.ts";
import {stepNumbers, type Rule} from "./updates.ts";

/** What a compiled step works on. */
export interface CompiledStepSpec {
  readonly model: LayersModel;
  /** Names of losses, one for each output. */
  readonly losses: readonly string[];
  /** The share of each output's loss in the whole. */
  readonly lossWeights: readonly number[];
  /** An optimiser's rule, the steps it has taken, and what it remembers of each trainable weight. */
  readonly optimizer: {
    readonly rule: Rule;
    iterations: number;
    readonly slots: Readonly<Record<string, readonly Variable[]>>;
  };
}

export interface CompiledStepOptions {
  /** Threads that share the work. */
  threads: number;
}

export interface CompiledStepSettings {
  readonly learningRate: number;
  /** The seed that dropout and random layers draw by in this step; without one they draw too. */
  readonly seedOf: (layer: object) => number | undefined;
}

export interface CompiledStepResult {
  readonly loss: number;
  readonly outputLosses: readonly number[];
  readonly outputs: readonly NDArray[];
}

/** A step of training that runs as one graph. */
export interface CompiledStep {
  /** Takes a step with one batch: an array of examples for each input, of answers for each output. */
  run(
    x: readonly Tensor[],
    y: readonly Tensor[],
    settings: CompiledStepSettings
  ): CompiledStepResult;
  /** Brings the model's weights and the optimiser's slots up to date. */
  sync(): void;
  dispose(): void;
}

/** A graph for one size of batch, ready to run. */
interface Program {
  readonly graph: StepGraph;
  readonly session: OnnxSession;
  /** Buffers for what the run gives back, the same every time. */
  readonly results: Record<string, OnnxTensor>;
}

/** Graphs are made for one size of batch. An epoch has two: its last batch is smaller. */
const mostPrograms = 4;

/**
 * Compiles the training step of a model into one graph: forward, backward and update together.
 *
 * Weights and slots live in buffers of the step's own between `sync`s: sync before reading or setting
 * one. A weight that was set is taken over at the next step.
 *
 * @throws Unsupported if there is a layer, a loss or a rule that is not known
 */
export function compileStep(spec: CompiledStepSpec, {threads}: CompiledStepOptions): CompiledStep {
  const {optimizer} = spec;
  const slotNames = Object.keys(optimizer.slots);
  const graphSpec = {...spec, rule: optimizer.rule, slotNames};
  const programs = new Map<number, Program>();
  const buffers = new Map<Variable, Buffers>();
  buildStepGraph(graphSpec, 1); // throws now rather than at the first step

  const buffersOf = (variable: Variable): Buffers => {
    const known = buffers.get(variable);
    if (known) return known;
    const made = new Buffers(variable);
    buffers.set(variable, made);
    return made;
  };
  const programFor = (batch: number): Program => {
    const known = programs.get(batch);
    if (known) {
      programs.delete(batch); // and set again below: the last in the map is the last used
      programs.set(batch, known);
      return known;
    }
    const graph = buildStepGraph(graphSpec, batch);
    // As it is: there is little for the runtime to improve in it, and ONNX Runtime 1.16.3 ends the
    // process while it loads some of these graphs, unless it is told not to rewrite them. A debugger
    // showed it inside FastGeluFusion; that this reads a value which an earlier rewrite has freed
    // is our guess.
    const session = loadOnnxruntime().createSession(graph.model, {threads, rewrite: false});
    const results = Object.fromEntries([
      ["loss", room([])],
      ...graph.outputs.flatMap((shape, k) => [
        [`loss${k}`, room([])],
        [`output${k}`, room([batch, ...shape])]
      ])
    ]) as Record<string, OnnxTensor>;
    const program = {graph, session, results};
    programs.set(batch, program);
    if (programs.size > mostPrograms) programs.delete(programs.keys().next().value!);
    return program;
  };

  return {
    run(x, y, {learningRate, seedOf}) {
      const batch = x[0].shape[0];
      const {graph, session, results} = programFor(batch);
      const feeds: Record<string, OnnxTensor> = {};
      const fetches = {...results};
      x.forEach((tensor, k) => (feeds[`x${k}`] = floats(tensor)));
      y.forEach((tensor, k) => {
        const classes = spec.losses[k] === "sparseCategoricalCrossentropy";
        feeds[`y${k}`] = classes ? classNumbers(tensor, graph.outputs[k]) : floats(tensor);
      });
      augment(feeds, graph.augmentations, seedOf);
      for (const {name, shape, rate, layer} of graph.masks) {
        feeds[name] = {type: "float32", dims: shape, data: drawMask(shape, rate, seedOf(layer))};
      }
      const numbers = stepNumbers(optimizer.rule, learningRate, optimizer.iterations + 1);
      for (const name of graph.numbers) feeds[name] = scalar(numbers[name]);
      for (const [variable, input] of graph.weights) {
        feeds[input] = buffersOf(variableOf(variable)).read();
      }
      const written: Buffers[] = [];
      const willWrite = (variable: Variable, output: string): void => {
        const own = buffersOf(variable);
        fetches[output] = own.write();
        written.push(own);
      };
      for (const {variable, index, output, slots} of graph.changes) {
        willWrite(variableOf(variable), output);
        for (const slot of slots) {
          const kept = optimizer.slots[slot.name][index];
          feeds[slot.input] = buffersOf(kept).read();
          willWrite(kept, slot.output);
        }
      }
      session.run(feeds, fetches);
      for (const own of written) own.swap();
      optimizer.iterations += 1;
      return {
        loss: Number(results.loss.data[0]),
        outputLosses: graph.outputs.map((_, k) => Number(results[`loss${k}`].data[0])),
        outputs: graph.outputs.map((shape, k) => ({
          shape: [batch, ...shape],
          data: (results[`output${k}`].data as Float32Array).slice()
        }))
      };
    },
    sync() {
      for (const own of buffers.values()) own.sync();
    },
    dispose() {
      programs.clear();
      buffers.clear();
    }
  };
}

/** The variable of TensorFlow.js behind a layer's. */
function variableOf(variable: LayerVariable): Variable {
  return variable.read() as Variable;
}

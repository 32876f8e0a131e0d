// What comes back to a number of a layer, and where it came from.
import type {Tensor} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {headOf} from "./classScore.ts";
import {type Backward, backward, type Objective} from "./gradients.ts";
import {type Graph, type Step, usersOf} from "./graph.ts";
import {mechanisms} from "./mechanisms/index.ts";
import {extentOf, placeOf, type Unit, type Workings} from "./mechanisms/mechanism.ts";
import {activate, type ForwardView, isElementwise, workingsOf} from "./microscopeForward.ts";
import {activationOf} from "./runGraph.ts";

/** A unit of a later layer that a number goes into, and what comes back from it. */
export interface GradientShare extends Unit {
  /** Gradient at the unit, before its activation. */
  gradient: number;
  /** What the number is multiplied by there. */
  weight: number;
  /** Both multiplied: what comes back. */
  share: number;
}

/** What comes back from one layer that a number goes into. */
export interface GradientSource {
  /** Its name, as `summary` shows it; `"score"` or `"loss"` where the number is one that these are made of. */
  layer: string;
  /** All that comes back from it. */
  share: number;
  /** The units that it comes from, the greatest share first; none where the layer is more than a sum. */
  units: GradientShare[];
}

/** What comes back to a number. */
export interface BackwardView {
  /** What the gradient is of. */
  of: Objective;
  /** The score, or the loss. */
  objective: number;
  /** The gradient at every pixel of the map, `[height, width]`. */
  map: NDArray;
  /** The gradient that arrived at the number; at the layer that ends in softmax, before that. */
  arrived: number;
  /** Where it came from; layers that only move numbers, such as flatten, are looked through. */
  sources: GradientSource[];
  /** Slope of the activation; undefined where it is of more than one number. */
  slope: number | undefined;
  /** The gradient before the activation, which is also the bias's. */
  delta: number;
  /** What is sent on to each value of the window, delta times kernel. */
  sends: NDArray;
  /** What the pixel adds to the gradient of each weight, delta times window. */
  kernelGradient: NDArray;
}

export interface BackwardLook {
  at(unit: Unit, forward: ForwardView): BackwardView;
}

/** One pass back through a model, and what is seen of it at a step. */
export async function backwardViews(
  caller: string,
  graph: Graph,
  step: Step,
  picture: NDArray,
  of: Objective
): Promise<BackwardLook> {
  const {step: head} = headOf(caller, graph);
  const [slot] = step.outputs;
  const users = laterSteps(graph, slot, head);
  const slots = [slot, ...users.map(({outputs}) => outputs[0])];
  const back = await backward(caller, graph, picture, of, {
    slots: [...new Set(slots)],
    steps: [step, ...users].filter(hasInnerActivation),
    to: step
  });
  const workings = new Map(
    (await workingsOf(graph, [step, ...users], picture)).map((one) => [one.step, one])
  );
  const gradients = back.gradients.get(slot)!;
  const pulled = new Map<Step, NDArray[]>();
  const [, , channels] = extentOf(gradients);
  return {
    at(unit, {kernel, window, result}) {
      const place = placeOf(gradients, unit);
      const arrived = gradients.data[place];
      const slope = step === head ? 1 : slopeOf(step, result);
      const delta = step === head ? arrived : deltaOf(place, arrived, slope);
      const times = ({shape, data}: NDArray): NDArray =>
        ndarray(shape, data.map((value) => value * delta)); // prettier-ignore
      return {
        of,
        objective: back.value,
        map: ndarray(
          extentOf(gradients).slice(0, 2),
          gradients.data.filter((_, k) => k % channels === unit.channel)
        ),
        arrived,
        sources: sourcesOf(slot, unit),
        slope,
        delta,
        sends: times(kernel),
        kernelGradient: times(window)
      };
    }
  };

  function deltaOf(place: number, arrived: number, slope: number | undefined): number {
    const inner = back.deltas.get(step);
    if (inner) return inner.data[place];
    return slope === undefined ? pullBack(step)[0].data[place] : arrived * slope;
  }

  /** What comes back to a number from the steps that use it, those that only move it looked through. */
  function sourcesOf(slot: number, unit: Unit): GradientSource[] {
    const sources = usersOf(graph, slot).flatMap((user): GradientSource[] => {
      const places = user.inputs.flatMap((input, k) => (input === slot ? [k] : []));
      if (isMove(user) || (user === head && isActivation(user))) {
        const moved = mechanisms[user.kind]?.uses ?? (() => [{unit}]);
        return places.flatMap((k) =>
          moved(workings.get(user)!, k, unit).flatMap((one) => sourcesOf(user.outputs[0], one.unit))
        );
      }
      return places.map((k) => sourceOf(user, k, unit));
    });
    if (graph.outputs.includes(slot)) sources.push(fromObjective(unit));
    return sources;
  }

  function sourceOf(user: Step, input: number, unit: Unit): GradientSource {
    const {inputs, output} = workings.get(user)!;
    const uses = usesOf(workings.get(user)!, input, unit);
    if (!uses) {
      const share = pullBack(user)[input].data[placeOf(inputs[input], unit)];
      return {layer: user.name, share, units: []};
    }
    const deltas = back.deltas.get(user) ?? back.gradients.get(user.outputs[0])!;
    const units = uses.map(({unit, weight}): GradientShare => {
      const gradient = deltas.data[placeOf(output, unit)];
      return {...unit, gradient, weight, share: gradient * weight};
    });
    return {
      layer: user.name,
      share: units.reduce((sum, {share}) => sum + share, 0),
      units: units.sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    };
  }

  function usesOf(
    at: Workings,
    input: number,
    unit: Unit
  ): {unit: Unit; weight: number}[] | undefined {
    if (!isActivation(at.step)) return mechanisms[at.step.kind]?.uses?.(at, input, unit);
    if (!isElementwise(activationOf(at.step))) return undefined;
    const x = at.inputs[0].data[placeOf(at.inputs[0], unit)];
    return [{unit, weight: slopeOf(at.step, x)!}];
  }

  function fromObjective({row, column, channel}: Unit): GradientSource {
    const output = back.gradients.get(graph.outputs[0])!;
    const share = output.data[placeOf(output, {row, column, channel})];
    return {layer: "score" in of ? "score" : "loss", share, units: []};
  }

  function pullBack(user: Step): NDArray[] {
    const known = pulled.get(user) ?? pullBackThrough(workings.get(user)!, back);
    pulled.set(user, known);
    return known;
  }
}

const isMove = ({kind}: Step): boolean => mechanisms[kind]?.isMove === true;

/** Whether the layer is an activation function and nothing else. */
const isActivation = ({kind}: Step): boolean =>
  mechanisms[kind] !== undefined && mechanisms[kind] === mechanisms.Activation;

/** Whether the layer has an activation after its sum. */
const hasInnerActivation = (step: Step): boolean =>
  !isActivation(step) && (step.layer as {activation?: unknown}).activation !== undefined;

/** The steps that a value goes into, and behind those that only move it the next ones. */
function laterSteps(graph: Graph, slot: number, head: Step | undefined): Step[] {
  const steps = usersOf(graph, slot).flatMap((user) =>
    isMove(user) || (user === head && isActivation(user))
      ? [user, ...laterSteps(graph, user.outputs[0], head)]
      : [user]
  );
  return [...new Set(steps)];
}

/** The slope of a step's activation; undefined where it is of more than one number. */
function slopeOf(step: Step, x: number): number | undefined {
  const activation = activationOf(step);
  if (activation === "linear" && !isActivation(step)) return 1;
  if (!isElementwise(activation)) return undefined;
  return tf.tidy(
    () =>
      tf
        .grad((x) => activate(step)(x).sum())(tf.tensor1d([x]))
        .dataSync()[0]
  );
}

/** The gradients at the inputs of a layer, asked of TensorFlow.js, for a layer that is more than a sum. */
function pullBackThrough({step, inputs, output}: Workings, {gradients}: Backward): NDArray[] {
  const asTensor = ({shape, data}: NDArray): Tensor =>
    tf.tensor(Float32Array.from(data), [1, ...shape], "float32");
  const pulled: NDArray[] = [];
  tf.tidy(() => {
    const from = asTensor({shape: output.shape, data: gradients.get(step.outputs[0])!.data});
    const run = (...x: Tensor[]): Tensor =>
      step.layer.apply(x.length === 1 ? x[0] : x, {training: false}) as Tensor;
    tf.grads(run)(inputs.map(asTensor), from).forEach((one, k) => {
      pulled.push({shape: inputs[k].shape, data: one.dataSync<"float32">()});
    });
  });
  return pulled;
}

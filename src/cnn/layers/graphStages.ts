import type {GraphNode} from "./drawGraph.ts";
import {actionOf, windowOf} from "./action.ts";
import type {LayerCall} from "./layerCalls.ts";

/** What a graph is drawn of: the use of a layer, with those that only change its values. */
export interface GraphStage {
  /** `"convolution 3×3"`, `"input"`, or the name of a model inside the model. */
  readonly action: string;
  /** `["batch norm", "ReLU"]`, in order. */
  readonly then: readonly string[];
  readonly shape: readonly number[];
  /** Stages it depends on, by number. */
  readonly from: readonly number[];
  /** What the reader calls it: an input that has a name, one of several outputs, a shared layer. */
  readonly note: string | undefined;
  readonly form: GraphNode["form"];
}

const joins: Readonly<Record<string, string>> = {Add: "+", Subtract: "−", Multiply: "×"};

/** Puts what follows a layer and changes no shape with that layer, where nobody else is given it. */
export function graphStages(calls: readonly LayerCall[]): GraphStage[] {
  const users = calls.map((_, i) => calls.filter(({from}) => from.includes(i)).length);
  const several = calls.filter(({isOutput}) => isOutput).length > 1;
  const stages: (GraphStage & {then: string[]; note: string | undefined})[] = [];
  const stageOf: number[] = [];
  calls.forEach((call, i) => {
    const own = follower(call);
    const [source] = call.from;
    const isFolded =
      own !== undefined &&
      users[source] === 1 &&
      !calls[source].isOutput &&
      !call.isShared &&
      calls[source].kind !== "InputLayer";
    const output = call.isOutput && several ? `gives ${call.name}` : undefined;
    if (isFolded) {
      stageOf[i] = stageOf[source];
      const stage = stages[stageOf[i]];
      stage.then.push(...own);
      stage.note ??= output;
      return;
    }
    const shared = call.isShared && call.kind !== "InputLayer" ? "shared weights" : undefined;
    const named = call.kind === "InputLayer" && !/^input_\d+$/.test(call.name);
    stageOf[i] =
      stages.push({
        action: own ? (own[0] ?? "dropout") : wordOf(call),
        then: own ? own.slice(1) : activationOf(call),
        shape: call.shape,
        from: call.from.map((k) => stageOf[k]),
        note: named ? call.name : (output ?? shared),
        form: call.kind in joins ? "circle" : call.kind === "InputLayer" ? "plain" : "box"
      }) - 1;
  });
  return stages;
}

/** The words for a layer that gives as many values as it is given and mixes no places. */
function follower({kind, layer}: LayerCall): string[] | undefined {
  switch (kind) {
    case "BatchNormalization":
      return ["batch norm"];
    case "Dropout":
      return [];
    case "ReLU":
      return ["ReLU"];
    case "Activation":
      return [activationName(layer) || "linear"];
    default:
      return undefined;
  }
}

function wordOf({kind, layer, name}: LayerCall): string {
  if (kind === "InputLayer") return "input";
  if (kind === "Functional" || kind === "Sequential") return `model ${name}`;
  return actionOf(kind, windowOf(layer));
}

function activationOf({layer}: LayerCall): string[] {
  const name = activationName(layer);
  return name ? [name] : [];
}

/** `"ReLU"`, `"softmax"`; nothing where values pass unchanged. */
function activationName(layer: LayerCall["layer"]): string {
  const {activation} = layer.getConfig() as {activation?: string};
  if (typeof activation !== "string" || activation === "linear") return "";
  return activation === "relu" ? "ReLU" : activation;
}

/** A stage as a box with its lines, or for a join as a circle with its sign. */
export function graphNode({action, then, shape, from, note, form}: GraphStage): GraphNode {
  const size = {text: shape.join("×") || "1"};
  const after = then.length > 0 ? [{text: then.join(", ")}] : [];
  const notes = note === undefined ? [] : [{text: note}];
  if (form === "circle") {
    const [kind] = Object.keys(joins).filter((one) => one.toLowerCase() === action);
    return {form, action, from, lines: [{text: joins[kind], bold: true}, ...after, ...notes]};
  }
  const words = action.split(" ").map((text) => ({text, bold: true}));
  const short = words.length > 2 || action.length <= 9 ? joined(words) : words;
  return {form, action, from, lines: [...notes, ...short, ...after, size]};
}

/** At most two lines: the window stands on its own, short words together. */
function joined(words: readonly {text: string}[]): {text: string; bold: boolean}[] {
  const texts = words.map(({text}) => text);
  const last = texts.length > 2 ? texts.splice(-1) : [];
  return [texts.join(" "), ...last].map((text) => ({text, bold: true}));
}

/** The graph in words: every stage with its number, and the numbers of those that it depends on. */
export function describeGraph(stages: readonly GraphStage[]): string {
  const parts = stages.map(({action, then, shape, from, note}, i) => {
    const what = [action, ...then].join(", ");
    const sources = from.map((k) => k + 1).join(" and ");
    return (
      `${i + 1} ${note ? `(${note}) ` : ""}${what} to ${shape.join("×") || "1"}` +
      (sources ? ` from ${sources}` : "")
    );
  });
  return `Graph of ${stages.length} stages: ${parts.join("; ")}.`.replaceAll(
    "input to",
    "input of"
  );
}

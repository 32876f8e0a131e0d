import {type Model, models, type State} from "./models.ts";

/** The widgets of a notebook as its file has them, by id. */
export interface SavedWidgets {
  readonly state?: Readonly<Record<string, SavedWidget | undefined>>;
}

interface SavedWidget {
  readonly model_name?: string;
  /** What is not as the model says. */
  readonly state?: State;
}

/** What there is of a widget where nobody can use it. */
export interface ControlsInWords {
  /** A line for each control: `kernelSize: 3 (1 to 7 in steps of 2)`. */
  readonly controls: string[];
  /** What is printed among them. */
  readonly text: string;
}

/**
 * Says what a widget was set to when its notebook was saved, with what is in it: for reports.
 *
 * @param saved - what a notebook's metadata has at `widgets["application/vnd.jupyter.widget-state+json"]`
 * @param id - of the widget: the `model_id` of an output
 * @returns undefined where the notebook has no such widget
 */
export function savedControls(saved: SavedWidgets, id: string): ControlsInWords | undefined {
  const {model_name = "", state: given} = saved.state?.[id] ?? {};
  if (!given) return undefined;
  const name = model_name.replace(/Model$/, "");
  const known = (models as Readonly<Record<string, Model | undefined>>)[name];
  const state = {...known?.state, ...given};
  if (Array.isArray(state.children)) return ofAll(saved, state.children as unknown[]);
  if (Array.isArray(state.outputs))
    return {controls: [], text: (state.outputs as object[]).map(textOf).join("")};
  if (name === "Button") return {controls: [`[ ${String(state.description)} ]`], text: ""};
  const value = valueOf(state);
  if (value === undefined) return {controls: [], text: ""};
  const range = rangeOf(state);
  const label = (state.description as string | undefined) || name;
  return {controls: [`${label}: ${value}${range && ` (${range})`}`], text: ""};
}

function ofAll(saved: SavedWidgets, references: readonly unknown[]): ControlsInWords {
  const all = references.map((reference) =>
    savedControls(saved, String(reference).replace(/^IPY_MODEL_/, ""))
  );
  return {
    controls: all.flatMap((one) => one?.controls ?? []),
    text: all.map((one) => one?.text ?? "").join("")
  };
}

function valueOf({value, index, _options_labels: labels}: State): string | undefined {
  if (Array.isArray(labels)) {
    const chosen = Array.isArray(index) ? index : [index];
    return chosen.map((i) => (labels as string[])[i as number] ?? "nothing").join(", ");
  }
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.join(" to ");
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function rangeOf({min, max, step, _options_labels: labels, base}: State): string {
  if (Array.isArray(labels)) return `of ${labels.join(", ")}`;
  if (typeof min !== "number" || typeof max !== "number") return "";
  if (typeof base === "number") return `${base ** min} to ${base ** max}`;
  const steps = typeof step === "number" && step !== 1 ? ` in steps of ${step}` : "";
  return `${min} to ${max}${steps}`;
}

function textOf(output: {text?: unknown; data?: unknown; ename?: string; evalue?: string}): string {
  const {text, data, ename, evalue} = output;
  if (ename !== undefined) return `${ename}: ${evalue}\n`;
  const words = text ?? `${joined((data as State | undefined)?.["text/plain"])}\n`;
  return joined(words);
}

const joined = (text: unknown): string =>
  Array.isArray(text) ? text.join("") : typeof text === "string" ? text : "";

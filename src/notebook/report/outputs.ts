// What cells have put out, in the forms that a report can show.
import {savedControls, type SavedWidgets} from "@convnotes/widgets";
import type {CodeCell} from "../notebook.ts";
import {stripAnsi, written} from "./ansi.ts";
import {imageTypes} from "./images.ts";

/** A plotly figure: what plotly.js draws, and what it says in words. */
export interface PlotlySpec {
  data: Record<string, unknown>[];
  layout?: Record<string, unknown>;
  frames?: Record<string, unknown>[];
}

/** One output, in the richest form that a report shows. */
export type Output =
  | {kind: "stream"; name: "stdout" | "stderr"; text: string}
  | {kind: "figure"; spec: PlotlySpec; alt: string; png?: string}
  | {kind: "image"; type: string; data: string; alt: string; width?: number; height?: number}
  | {kind: "html"; html: string; text: string}
  | {kind: "markdown"; source: string}
  | {kind: "json"; value: unknown}
  | {kind: "text"; text: string}
  | {kind: "error"; name: string; message: string; traceback: string}
  /** Controls, what they were set to, and what they have printed. */
  | {kind: "controls"; controls: string[]; text: string}
  /** An output that only lives in a notebook: a foreign widget, a script. */
  | {kind: "live"; what: string; text: string};

type Bundle = Record<string, unknown>;

const widgetView = "application/vnd.jupyter.widget-view+json";
const plotly = "application/vnd.plotly.v1+json";

/**
 * The outputs of a cell in order; what a stream says in several pieces is one.
 *
 * @param widgets - the state of controls, when the notebook was saved with it
 */
export function outputsOf({outputs}: CodeCell, widgets: SavedWidgets = {}): Output[] {
  const result: Output[] = [];
  for (const output of outputs) {
    if (output.output_type === "stream") {
      const name = output.name === "stderr" ? "stderr" : "stdout";
      const last = result.at(-1);
      if (last?.kind === "stream" && last.name === name) last.text += textOf(output.text);
      else result.push({kind: "stream", name, text: textOf(output.text)});
    } else if (output.output_type === "error") {
      const [name, message] = [textOf(output.ename), textOf(output.evalue)];
      const traceback = Array.isArray(output.traceback)
        ? output.traceback.map(textOf).join("\n")
        : "";
      result.push({kind: "error", name, message, traceback});
    } else {
      const bundle = (output.data ?? {}) as Bundle;
      const metadata = (output.metadata ?? {}) as Record<string, Bundle>;
      const shown = controlsOf(bundle, widgets) ?? fromBundle(bundle, metadata);
      if (shown) result.push(shown);
    }
  }
  return result
    .map((output) => (output.kind === "stream" ? {...output, text: written(output.text)} : output))
    .filter((output) => output.kind !== "stream" || output.text.trim() !== "");
}

function fromBundle(bundle: Bundle, metadata: Record<string, Bundle>): Output | undefined {
  const text = stripAnsi(textOf(bundle["text/plain"]));
  const figure = bundle[plotly];
  if (isSpec(figure)) {
    const png = bundle["image/png"];
    return {
      kind: "figure",
      spec: figure,
      alt: wordsOf(text) ?? titleOf(figure.layout) ?? "A figure.",
      ...(typeof png === "string" && {png})
    };
  }
  const live = Object.keys(bundle).find((type) => /javascript/.test(type));
  if (
    live !== undefined &&
    !Object.keys(bundle).some((type) => /^(text\/html|image\/)/.test(type))
  ) {
    return {kind: "live", what: "a script", text};
  }
  if ("text/html" in bundle) return {kind: "html", html: textOf(bundle["text/html"]), text};
  if ("text/markdown" in bundle) return {kind: "markdown", source: textOf(bundle["text/markdown"])};
  const type = ["image/svg+xml", ...imageTypes].find((type) => type in bundle);
  if (type !== undefined) {
    const {width, height} = metadata[type] ?? {};
    return {
      kind: "image",
      type,
      data: textOf(bundle[type]),
      alt: wordsOf(text) ?? "A picture.",
      ...(typeof width === "number" && {width}),
      ...(typeof height === "number" && {height})
    };
  }
  if ("text/latex" in bundle)
    return {kind: "markdown", source: latex(textOf(bundle["text/latex"]))};
  if ("application/json" in bundle) return {kind: "json", value: bundle["application/json"]};
  if ("text/plain" in bundle) return {kind: "text", text: textOf(bundle["text/plain"])};
  const [other] = Object.keys(bundle);
  return other === undefined
    ? undefined
    : {kind: "live", what: `a value of type ${other}`, text: ""};
}

/** A widget, as it was when the notebook was saved, or else as it says of itself in words. */
function controlsOf(bundle: Bundle, widgets: SavedWidgets): Output | undefined {
  const view = bundle[widgetView] as {model_id?: unknown} | undefined;
  if (!view) return undefined;
  const saved = savedControls(widgets, String(view.model_id));
  if (saved) return {kind: "controls", ...saved};
  const words = stripAnsi(textOf(bundle["text/plain"])).split("\n");
  const [line = "", ...text] = words.filter((line) => !/^\(controls: .*\)$/.test(line));
  return {kind: "controls", controls: line.split(" · ").filter(Boolean), text: text.join("\n")};
}

/** The notebook's own place for the state of its controls, as JupyterLab saves it. */
export function savedWidgets(metadata: Readonly<Record<string, unknown>>): SavedWidgets {
  const widgets = metadata.widgets as Readonly<Record<string, SavedWidgets>> | undefined;
  return widgets?.["application/vnd.jupyter.widget-state+json"] ?? {};
}

function isSpec(value: unknown): value is PlotlySpec {
  return typeof value === "object" && value !== null && Array.isArray((value as PlotlySpec).data);
}

/** What words a value has; what only names its class says nothing. */
function wordsOf(text: string): string | undefined {
  const words = text.trim();
  return words === "" || /^(<.*>|\[object .*\]|Figure\b.*|\{[^]*\})$/.test(words)
    ? undefined
    : words;
}

function titleOf({title}: PlotlySpec["layout"] = {}): string | undefined {
  const text =
    typeof title === "object" && title !== null ? (title as {text?: unknown}).text : title;
  return typeof text === "string" && text !== "" ? text.replace(/<[^>]*>/g, " ") : undefined;
}

function latex(source: string): string {
  return /^\s*(\$|\\\[|\\\(|\\begin)/.test(source) ? source : `$$${source}$$`;
}

/** Texts are strings, or arrays of lines as files have them. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(textOf).join("") : "";
}

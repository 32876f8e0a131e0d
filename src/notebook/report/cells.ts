import {toHtml} from "hast-util-to-html";
import type {SavedWidgets} from "@convnotes/widgets";
import {type Cell, type CodeCell, tagsOf} from "../notebook.ts";
import {stripAnsi} from "./ansi.ts";
import {escapeHtml} from "./escapeHtml.ts";
import {figureData, imageFigure, plotlyFigure} from "./figures.ts";
import {embedImages, type ReadImage} from "./images.ts";
import {longText} from "./longText.ts";
import {boxTables, codeBlock, type Heading, markdownToHtml} from "./markdownHtml.ts";
import {type Output, outputsOf, type PlotlySpec} from "./outputs.ts";
import {sanitize} from "./sanitize.ts";

/** Code of cells: in view, behind a click, or left out. */
export type CodeView = "show" | "fold" | "hide";

export interface CellsOptions {
  code: CodeView;
  language: string;
  slug: (title: string) => string;
  readImage?: ReadImage;
  linkTo?: (href: string) => string;
  /** The state of controls, when the notebook was saved with it. */
  widgets?: SavedWidgets;
}

/** A plotly figure that the page draws. */
export interface NumberedFigure {
  number: number;
  spec: PlotlySpec;
}

/** The cells of a notebook as HTML, and what the page needs besides. */
export interface RenderedCells {
  html: string;
  headings: Heading[];
  /** Script elements with the figures' data. */
  figureData: string;
  figures: NumberedFigure[];
}

/** What a cell's tags and metadata ask for; the tags are those of nbconvert and of Jupyter Book. */
interface Visibility {
  input: CodeView;
  outputs: CodeView;
  isSolution: boolean;
}

export async function renderCells(
  cells: readonly Cell[],
  options: CellsOptions
): Promise<RenderedCells> {
  const renderer = new CellRenderer(options);
  const html: string[] = [];
  for (const [index, cell] of cells.entries()) html.push(await renderer.cell(cell, index + 1));
  const {headings, figures} = renderer;
  return {html: html.join("\n"), headings, figures, figureData: renderer.figureData.join("")};
}

/** Goes through the cells in order, counting figures. */
class CellRenderer {
  readonly headings: Heading[] = [];
  readonly figures: NumberedFigure[] = [];
  readonly figureData: string[] = [];
  readonly #options: CellsOptions;
  #figureCount = 0;
  #outputCount = 0;

  constructor(options: CellsOptions) {
    this.#options = options;
  }

  async cell(cell: Cell, number: number): Promise<string> {
    const tags = tagsOf(cell).map((tag) => tag.replace(/_/g, "-"));
    if (tags.includes("remove-cell") || cell.source.trim() === "") return "";
    if (cell.cell_type === "code") return this.#codeCell(cell, number, tags);
    if (cell.cell_type === "markdown")
      return this.#markdown(cell.source, `c${number}-`, cell.attachments);
    const format = cell.metadata.raw_mimetype ?? cell.metadata.format;
    return format === "text/html" ? this.#html(cell.source, `c${number}-`) : "";
  }

  async #codeCell(cell: CodeCell, number: number, tags: string[]): Promise<string> {
    const view = visibility(cell, tags, this.#options.code);
    const input = view.input === "hide" ? "" : await this.#input(cell, view);
    const outputs: string[] = [];
    if (view.outputs !== "hide") {
      for (const output of outputsOf(cell, this.#options.widgets))
        outputs.push(await this.#output(output));
    }
    if (input === "" && outputs.length === 0) return "";
    const shown = outputs.length > 0 ? `<div class="outputs">${outputs.join("\n")}</div>` : "";
    const body =
      input + (view.outputs === "fold" && shown ? fold("output", "Output", shown) : shown);
    const content = view.isSolution ? fold("solution", "Solution", body) : body;
    return `<section class="cell" id="cell-${number}">${content}</section>`;
  }

  async #input({source}: CodeCell, {input, isSolution}: Visibility): Promise<string> {
    const block = await codeBlock(source.replace(/\s+$/, ""), this.#options.language);
    return input === "fold" && !isSolution ? fold("code", "Code", block) : block;
  }

  async #output(output: Output): Promise<string> {
    switch (output.kind) {
      case "stream":
        // What a lecture has checked is seen at a glance.
        return longText(output.text.replace(/^✓/gm, "\u001b[32m✓\u001b[39m"), output.name);
      case "text":
        return longText(output.text, "result");
      case "json":
        return longText(JSON.stringify(output.value, null, 2), "result");
      case "error":
        return errorHtml(output);
      case "figure": {
        const number = ++this.#figureCount;
        this.figures.push({number, spec: output.spec});
        this.figureData.push(figureData(number, output));
        return plotlyFigure(number, output);
      }
      case "image":
        return imageFigure(++this.#figureCount, output);
      case "markdown":
        return `<div class="prose">${await this.#markdown(output.source, `o${++this.#outputCount}-`)}</div>`;
      case "html": {
        const html = this.#html(output.html, `o${++this.#outputCount}-`);
        if (html.replace(/<(?!img|svg|hr|progress|meter)[^>]*>/g, "").trim() !== "") return html;
        return liveHtml("a script", output.text);
      }
      case "controls":
        return controlsHtml(output);
      case "live":
        return liveHtml(output.what, output.text);
    }
  }

  async #markdown(source: string, prefix: string, attachments?: object): Promise<string> {
    const {html, headings} = await markdownToHtml(source, {
      ...this.#options,
      prefix,
      attachments: attachments as Record<string, Record<string, unknown>>
    });
    this.headings.push(...headings);
    return html;
  }

  #html(source: string, prefix: string): string {
    const tree = sanitize(source, prefix);
    embedImages(tree, this.#options);
    boxTables(tree);
    return `<div class="html scroll" tabindex="0">${toHtml(tree)}</div>`;
  }
}

function visibility({metadata}: CodeCell, tags: string[], code: CodeView): Visibility {
  const jupyter = (metadata.jupyter ?? {}) as {source_hidden?: boolean; outputs_hidden?: boolean};
  const has = (...names: string[]): boolean => names.some((name) => tags.includes(name));
  const isHidden = jupyter.source_hidden === true || has("hide-input", "hide-cell");
  const isSolution = has("solution");
  return {
    input: has("remove-input") || code === "hide" ? "hide" : isHidden ? "fold" : code,
    outputs: has("remove-output")
      ? "hide"
      : jupyter.outputs_hidden === true || has("hide-output", "hide-cell")
        ? "fold"
        : "show",
    isSolution
  };
}

function fold(className: string, title: string, html: string): string {
  return `<details class="fold ${className}"><summary>${title}</summary>${html}</details>`;
}

/** What was thrown, in one line that is read first, and from where. */
function errorHtml({name, message, traceback}: Extract<Output, {kind: "error"}>): string {
  const head = message ? `${name}: ${message}` : name;
  const lines = traceback.split("\n");
  const repeated = head.split("\n").length;
  const isRepeated = stripAnsi(lines.slice(0, repeated).join("\n")).trim() === head.trim();
  const rest = (isRepeated ? lines.slice(repeated) : lines).join("\n");
  const trace = stripAnsi(rest).trim() === "" ? "" : longText(rest, "traceback");
  return `<div class="error"><p><b>${escapeHtml(name)}</b>${message && `: ${escapeHtml(message)}`}</p>${trace}</div>`;
}

/** What controls were set to, and how to have them. */
function controlsHtml({controls, text}: Extract<Output, {kind: "controls"}>): string {
  const items = controls.map((control) => {
    const [, label = control, value = "", range = ""] =
      /^([^:]+): (.*?)(?: \((.*)\))?$/s.exec(control) ?? [];
    const rest = [
      value && `<b>${escapeHtml(value)}</b>`,
      range && `<span>${escapeHtml(range)}</span>`
    ];
    return `<li>${[escapeHtml(label), ...rest].filter(Boolean).join(" ")}</li>`;
  });
  const list = items.length > 0 ? `<ul class="controls">${items.join("")}</ul>` : "";
  const note = `<p class="live">These are controls: to change them, run the notebook in the lab.</p>`;
  return list + note + (text.trim() === "" ? "" : longText(text, "stdout"));
}

function liveHtml(what: string, text: string): string {
  const note = `<p class="live">Here the notebook shows ${escapeHtml(what)}; it works when the notebook is open.</p>`;
  return text.trim() === "" ? note : note + longText(text, "result");
}

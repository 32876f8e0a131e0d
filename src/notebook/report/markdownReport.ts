import type {SavedWidgets} from "@convnotes/widgets";
import {type Cell, type CodeCell, languageOf, type Notebook, tagsOf} from "../notebook.ts";
import {toHtml} from "hast-util-to-html";
import {stripAnsi} from "./ansi.ts";
import {captionOf} from "./figures.ts";
import type {HtmlReportOptions} from "./htmlReport.ts";
import {type Output, outputsOf, savedWidgets} from "./outputs.ts";
import {provenanceOf} from "./provenance.ts";
import {sanitize} from "./sanitize.ts";

/** Draws the plotly figures of a notebook as PNG files, in order; `undefined` for one that cannot be drawn. */
export type DrawFigures = (notebook: Notebook) => Promise<(Uint8Array | undefined)[]>;

export interface MarkdownReport {
  text: string;
  /** Pictures beside the text, by their path relative to it. */
  files: Map<string, Uint8Array>;
  /** How many figures there are in words only. */
  undrawn: number;
}

export interface MarkdownReportOptions extends Pick<
  HtmlReportOptions,
  "name" | "code" | "readImage"
> {
  /** Draws figures; without it, those that bring a PNG show it, and the others stand there in words. */
  drawFigures?: DrawFigures;
}

const extensions: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/svg+xml": "svg"
};

/**
 * An executed notebook as Markdown, as GitHub shows it, with its pictures as files beside it.
 *
 * The same notebook gives the same text, and on the same machine the same pictures.
 */
export async function markdownReport(
  notebook: Notebook,
  {name = "notebook", code = "show", readImage, drawFigures}: MarkdownReportOptions = {}
): Promise<MarkdownReport> {
  const writer = new MarkdownWriter(notebook, {name, code, readImage});
  if (drawFigures) writer.drawn = await drawFigures(notebook);
  const blocks = notebook.cells.flatMap((cell) => writer.cell(cell)).filter(Boolean);
  const rows = provenanceOf(notebook).map(
    ([title, values]) => `- **${title}**: ${values.join("; ")}`
  );
  if (rows.length > 0) blocks.push(`## About this run\n\n${rows.join("\n")}`);
  return {text: `${blocks.join("\n\n")}\n`, files: writer.files, undrawn: writer.undrawn};
}

class MarkdownWriter {
  readonly files = new Map<string, Uint8Array>();
  drawn: (Uint8Array | undefined)[] = [];
  undrawn = 0;
  readonly #language: string;
  readonly #name: string;
  readonly #code: HtmlReportOptions["code"];
  readonly #readImage: HtmlReportOptions["readImage"];
  readonly #widgets: SavedWidgets;
  #figureCount = 0;
  #plotCount = 0;

  constructor(
    notebook: Notebook,
    {
      name,
      code,
      readImage
    }: Required<Pick<MarkdownReportOptions, "name" | "code">> & MarkdownReportOptions
  ) {
    this.#language = languageOf(notebook) ?? "typescript";
    this.#name = name;
    this.#code = code;
    this.#readImage = readImage;
    this.#widgets = savedWidgets(notebook.metadata);
  }

  cell(cell: Cell): string[] {
    const tags = tagsOf(cell).map((tag) => tag.replace(/_/g, "-"));
    if (tags.includes("remove-cell") || cell.source.trim() === "") return [];
    if (cell.cell_type === "markdown") return [this.#prose(cell.source, cell.attachments)];
    return cell.cell_type === "code" ? [this.#codeCell(cell, tags)] : [];
  }

  #codeCell(cell: CodeCell, tags: string[]): string {
    const isHidden =
      (cell.metadata.jupyter as {source_hidden?: boolean} | undefined)?.source_hidden === true;
    const isSolution = tags.includes("solution");
    const source = fence(cell.source.trimEnd(), this.#language);
    const input =
      this.#code === "hide" || tags.includes("remove-input")
        ? ""
        : (this.#code === "fold" || isHidden || tags.includes("hide-input")) && !isSolution
          ? fold("Code", source)
          : source;
    const outputs = tags.includes("remove-output")
      ? []
      : outputsOf(cell, this.#widgets).map((output) => this.#output(output));
    const body = [input, ...outputs].filter(Boolean).join("\n\n");
    return isSolution && body !== "" ? fold("Solution", body) : body;
  }

  #output(output: Output): string {
    switch (output.kind) {
      case "stream":
      case "text":
        return text(output.text);
      case "json":
        return text(JSON.stringify(output.value, null, 2), "json");
      case "markdown":
        return this.#prose(output.source);
      case "error": {
        const trace = stripAnsi(output.traceback).trim();
        return `**${output.name}**${output.message && `: ${output.message}`}\n\n${text(trace)}`;
      }
      case "html":
        return blockHtml(toHtml(sanitize(output.html, "")));
      case "controls":
        return [
          output.controls.map((control) => `- ${control}`).join("\n"),
          "*These are controls: to change them, run the notebook in the lab.*",
          text(output.text)
        ]
          .filter(Boolean)
          .join("\n\n");
      case "live":
        return [`*Here the notebook shows ${output.what}.*`, text(output.text)]
          .filter(Boolean)
          .join("\n\n");
      case "image": {
        const number = ++this.#figureCount;
        const isText = output.type === "image/svg+xml";
        const data = Buffer.from(output.data, isText ? "utf8" : "base64");
        return this.#figure(number, data, extensions[output.type] ?? "png", output.alt);
      }
      case "figure": {
        const number = ++this.#figureCount;
        const drawn = this.drawn[this.#plotCount++];
        const data =
          drawn ?? (output.png === undefined ? undefined : Buffer.from(output.png, "base64"));
        if (data) return this.#figure(number, data, "png", output.alt);
        this.undrawn++;
        return `> **Figure ${number}** (in words; the HTML report draws it). ${oneLine(output.alt)}`;
      }
    }
  }

  #figure(number: number, data: Uint8Array, extension: string, alt: string): string {
    const file = this.#keep(`figure-${number}.${extension}`, data);
    const caption = `**Figure ${number}** ${escapeMarkdown(captionOf(alt))}`;
    return `![${escapeMarkdown(oneLine(alt))}](${file})\n\n${caption}`;
  }

  /** Prose, its attachments and the pictures that it names taken along. */
  #prose(source: string, attachments: object = {}): string {
    const bundles = attachments as Record<string, Record<string, string>>;
    return source.replace(
      /(!\[[^\]]*\]\()(<[^>]+>|[^\s)]+)/g,
      (whole, before: string, target: string) => {
        const address = target.replace(/^<(.*)>$/, "$1");
        const attached = /^attachment:(.*)$/.exec(address)?.[1];
        if (attached !== undefined) {
          const [type, data] = Object.entries(bundles[attached] ?? {})[0] ?? [];
          if (type === undefined || data === undefined) return whole;
          return before + this.#keep(attached, Buffer.from(data, "base64"));
        }
        if (/^[a-z][a-z0-9+.-]*:|^\//i.test(address)) return whole;
        const data = this.#readImage?.(address);
        return data ? before + this.#keep(address, data) : whole;
      }
    );
  }

  #keep(file: string, data: Uint8Array): string {
    const base = file.replace(/^.*[\\/]/, "").replace(/[^\w.-]+/g, "-");
    const isTaken = (place: string): boolean =>
      this.files.has(place) && Buffer.compare(this.files.get(place)!, data) !== 0;
    let place = `${this.#name}_files/${base}`;
    for (let n = 1; isTaken(place); ++n) place = `${this.#name}_files/${n}-${base}`;
    this.files.set(place, data);
    return place.split("/").map(encodeURIComponent).join("/");
  }
}

/** Longer texts are folded. */
const mostLines = 40;

function text(value: string, language = "text"): string {
  const plain = stripAnsi(value).replace(/\s+$/, "");
  if (plain === "") return "";
  const lines = plain.split("\n");
  if (lines.length <= mostLines) return fence(plain, language);
  const head = fence(lines.slice(0, mostLines / 2).join("\n"), language);
  return `${head}\n\n${fold(`All ${lines.length.toLocaleString("en-US")} lines`, fence(plain, language))}`;
}

function fence(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${code}\n${marks}`;
}

function fold(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A block of HTML ends at an empty line. */
function blockHtml(html: string): string {
  return `<div>\n${html.replace(/\n\s*\n/g, "\n")}\n</div>`;
}

function oneLine(value: string): string {
  return value.trim().replace(/\s+/g, " ");
}

function escapeMarkdown(value: string): string {
  return value.replace(/[\\[\]*_`<>$]/g, "\\$&");
}

import {readFileSync} from "node:fs";
import path from "node:path";
import {languageOf, type Notebook} from "../notebook.ts";
import {attachedNotebook} from "./attachedNotebook.ts";
import {type CodeView, type RenderedCells, renderCells} from "./cells.ts";
import {escapeHtml, escapeJson} from "./escapeHtml.ts";
import type {ReadImage} from "./images.ts";
import type {Heading} from "./markdownHtml.ts";
import {mathStyle} from "./mathStyle.ts";
import {savedWidgets} from "./outputs.ts";
import {ownFolder} from "./packageFiles.ts";
import {plotlyBundleFor, scriptHash} from "./plotlyBundle.ts";
import {provenanceHtml, runLine} from "./provenance.ts";
import {slugs} from "./slugs.ts";
import {tableOfContents} from "./tableOfContents.ts";

export interface HtmlReportOptions {
  /** What the notebook's file is called, without its ending. */
  name?: string;
  /** Code of cells: in view, behind a click, or left out; in view by default. */
  code?: CodeView;
  /** Reads pictures that the notebook names by a path. */
  readImage?: ReadImage;
  /** Where relative links of the notebook lead from the report. */
  linkTo?: (href: string) => string;
  /** HTML that stands above the report: a way back to the course. */
  header?: string;
}

/**
 * An executed notebook as one HTML file that opens from disk with no network: figures that move, formulas
 * with their fonts, coloured code, a table of contents, what the run was, and the notebook itself.
 *
 * The same notebook gives the same bytes. What the notebook brings as HTML is sanitized, and the page's
 * content security policy forbids every script but its own and every connection.
 */
export async function htmlReport(
  notebook: Notebook,
  {name = "notebook", code = "show", readImage, linkTo, header = ""}: HtmlReportOptions = {}
): Promise<string> {
  const language = languageOf(notebook) ?? "typescript";
  // The page's own ids are taken.
  const slug = slugs(["about-this-run", "contents"]);
  const widgets = savedWidgets(notebook.metadata);
  const cells = await renderCells(notebook.cells, {
    ...{code, language, slug, readImage, linkTo, widgets}
  });
  const title = titleOf(notebook, cells.headings) ?? name;
  const body = pageBody(notebook, {name, title, cells, header});
  const plotly = cells.figures.length > 0 && plotlyBundleFor(cells.figures.map(({spec}) => spec));
  const {script, style} = pageFiles();
  const scripts = [scriptHash(script), ...(plotly ? [plotly.hash] : [])];
  return [
    `<!doctype html>`,
    `<html lang="en">`,
    `<head>`,
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<meta name="generator" content="convnotes">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${mathStyle(body)}</style>`,
    `<style>${style}</style>`,
    `</head>`,
    `<body>`,
    body,
    cells.figureData +
      (plotly
        ? `<script type="text/plain" id="plotly" data-version="${plotly.version}">${plotly.packed}</script>\n`
        : "") +
      `<script type="application/json" id="notebook" data-name="${escapeHtml(name)}.ipynb">` +
      `${escapeJson(attachedNotebook(notebook, cells.figures))}</script>`,
    `<script>${script}</script>`,
    `</body>`,
    `</html>\n`
  ].join("\n");
}

/** Nothing is loaded from anywhere, and no script runs but those named by their hash. */
function policy(scripts: readonly string[]): string {
  return [
    `default-src 'none'`,
    `script-src ${scripts.join(" ")}`,
    `style-src 'unsafe-inline'`,
    `img-src data: blob:`,
    `font-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`
  ].join("; ");
}

function pageBody(
  notebook: Notebook,
  {name, title, cells, header}: {name: string; title: string; cells: RenderedCells; header: string}
): string {
  const hasTitle = cells.headings[0]?.level === 1;
  const provenance = provenanceHtml(notebook);
  const toc = tableOfContents([
    ...cells.headings,
    {level: 2, id: "about-this-run", title: "About this run", html: "About this run"}
  ]);
  const line = runLine(notebook);
  const run = line && `<p class="run">${escapeHtml(line)}</p>`;
  return [
    `<a class="skip" href="#report">Skip to the report</a>`,
    `<header class="bar">${header}<span class="bar-title">${escapeHtml(title)}</span><span class="tools">`,
    `<button type="button" data-tool="code" aria-pressed="true" title="Show or hide the code of all cells">Code</button>`,
    `<button type="button" data-tool="notebook" title="Save the notebook that this report was made of">` +
      `<span class="on-wide">${escapeHtml(name)}.ipynb</span><span class="on-narrow">Notebook</span></button>`,
    `<button type="button" data-tool="theme" title="Light, dark, or as the system has it">Theme</button>`,
    `</span></header>`,
    `<div class="page">`,
    `<nav class="contents" id="contents" aria-label="Contents"><details open><summary>Contents</summary>${toc}</details></nav>`,
    `<main id="report">`,
    hasTitle ? "" : `<h1>${escapeHtml(title)}</h1>${run}`,
    hasTitle ? cells.html.replace("</h1>", () => `</h1>${run}`) : cells.html,
    `<section class="provenance"><h2 id="about-this-run">About this run` +
      `<a class="anchor" href="#about-this-run" aria-label="Link to “About this run”">#</a></h2>${provenance}</section>`,
    `</main>`,
    `</div>`
  ]
    .filter(Boolean)
    .join("\n");
}

/** What the notebook says it is called, or its first heading. */
export function titleOf(notebook: Notebook, headings: readonly Heading[]): string | undefined {
  const {title} = notebook.metadata;
  if (typeof title === "string" && title.trim() !== "") return title.trim();
  const [first] = headings;
  return first?.level === 1 ? first.title : undefined;
}

let files: {script: string; style: string} | undefined;

/** The page's script, compiled from the folder `page`, and its style sheet. */
function pageFiles(): {script: string; style: string} {
  if (files) return files;
  const root = ownFolder();
  const script = readFileSync(path.join(root, "dist/src/notebook/report/page.js"), "utf8");
  const style = readFileSync(path.join(root, "src/notebook/report/report.css"), "utf8");
  return (files = {script: script.trim(), style: style.trim()});
}

import {zipSync} from "fflate";
import type {Notebook} from "../notebook.ts";
import {findBrowser} from "./findBrowser.ts";
import type {HtmlReportOptions} from "./htmlReport.ts";

/** The forms that a notebook can be exported to. */
export type ExportFormat = "html" | "pdf" | "md" | "ts";

export interface Exporter {
  format: ExportFormat;
  /** What a menu calls it. */
  label: string;
  /** What its file ends in. */
  extension: string;
  type: string;
  needsBrowser: boolean;
}

export const exporters: readonly Exporter[] = [
  {
    format: "html",
    label: "HTML, one file with everything",
    extension: ".html",
    type: "text/html",
    needsBrowser: false
  },
  {format: "pdf", label: "PDF", extension: ".pdf", type: "application/pdf", needsBrowser: true},
  {
    format: "md",
    label: "Markdown, with its pictures",
    extension: ".md",
    type: "text/markdown",
    needsBrowser: false
  },
  {
    format: "ts",
    label: "TypeScript program",
    extension: ".ts",
    type: "text/x-typescript",
    needsBrowser: false
  }
];

/** What came of an export. */
export interface Exported {
  data: string | Uint8Array;
  /** Files beside it, by their path relative to it. */
  files: ReadonlyMap<string, Uint8Array>;
  /** What the reader should know. */
  notes: string[];
}

export interface ExportOptions extends HtmlReportOptions {
  to: ExportFormat;
}

/**
 * Exports an executed notebook. What each form needs is loaded when it is asked for.
 *
 * @throws Error if the form needs a browser and there is none
 */
export async function exportNotebook(
  notebook: Notebook,
  {to, ...options}: ExportOptions
): Promise<Exported> {
  const alone = (data: string | Uint8Array): Exported => ({data, files: new Map(), notes: []});
  switch (to) {
    case "html":
      return alone(await (await import("./htmlReport.ts")).htmlReport(notebook, options));
    case "pdf":
      return alone(await (await import("./pdfReport.ts")).pdfReport(notebook, options));
    case "ts":
      return alone((await import("./scriptReport.ts")).scriptReport(notebook, options));
    case "md": {
      const {markdownReport} = await import("./markdownReport.ts");
      const {drawFigures} = await import("./drawFigures.ts");
      const draws = hasBrowser();
      const report = await markdownReport(notebook, {...options, ...(draws && {drawFigures})});
      const {text: data, files, undrawn} = report;
      const count = undrawn === 1 ? "1 figure is" : `${undrawn} figures are`;
      const note = `${count} in words only: there is no Chromium, Chrome or Edge here to draw them`;
      return {data, files, notes: undrawn > 0 ? [note] : []};
    }
  }
}

/** Whether a browser is here that draws and prints. */
export function hasBrowser(): boolean {
  try {
    return findBrowser() !== "";
  } catch {
    return false;
  }
}

/** An export and the files beside it as one ZIP file, the same for the same files. */
export function zipped(name: string, {data, files}: Exported): Uint8Array {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  const entries = [[name, bytes] as const, ...files];
  // The earliest time that ZIP knows.
  return zipSync(Object.fromEntries(entries), {level: 6, mtime: "1980-01-01T00:00:00"});
}

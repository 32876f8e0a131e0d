import {realpathSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import type {Notebook} from "../../notebook/notebook.ts";
import type {CodeView} from "../../notebook/report/cells.ts";
import {
  type ExportFormat,
  exporters as reports,
  exportNotebook,
  hasBrowser,
  zipped
} from "../../notebook/report/exporters.ts";
import {isServed, type Root} from "../contents/locate.ts";

/** Makes a file of another kind out of a notebook. */
export interface Exporter {
  type: string;
  extension: string;
  /** Whether it can be used on this machine. */
  isThere?: () => boolean;
  make: (notebook: Notebook, from: Source) => Promise<Made>;
}

/** A file that was made; `type` and `extension` where they are not those of the exporter. */
export interface Made {
  data: string | Uint8Array;
  type?: string;
  extension?: string;
}

/** Where the notebook came from, and how its reader wants it. */
export interface Source {
  /** The name of its file, without the ending. */
  name: string;
  /** Reads a picture beside it. */
  readImage: (address: string) => Uint8Array | undefined;
  /** Code of cells: in view, behind a click, or left out. */
  code: CodeView;
}

/**
 * The exporters, by the names that Jupyter's front ends know; each loads what it needs when it is used. The
 * first four are documents of what was run, the last two what the notebook was written as: they can be
 * opened as a notebook again.
 */
export const exporters: Readonly<Record<string, Exporter>> = {
  html: report("html"),
  pdf: report("pdf"),
  markdown: report("md"),
  script: report("ts"),
  "markdown-source": source("md"),
  "typescript-source": source("ts")
};

/** A report; one with files beside it comes with them as a ZIP file. */
function report(to: ExportFormat): Exporter {
  const {type, extension, needsBrowser} = reports.find(({format}) => format === to)!;
  // Markdown and TypeScript are also what notebooks are written in: a report is never taken for one.
  const ending = to === "md" || to === "ts" ? `.report${extension}` : extension;
  return {
    type,
    extension: ending,
    ...(needsBrowser && {isThere: hasBrowser}),
    make: async (notebook, from) => {
      const exported = await exportNotebook(notebook, {...from, to});
      if (exported.files.size === 0) return {data: exported.data};
      const data = zipped(from.name + ending, exported);
      return {data, type: "application/zip", extension: ".report.zip"};
    }
  };
}

function source(format: "md" | "ts"): Exporter {
  const {type} = reports.find((one) => one.format === format)!;
  return {
    type,
    extension: `.${format}`,
    make: async (notebook) => {
      const {serializeFormat} = await import("../../notebook/formats.ts");
      return {data: serializeFormat(notebook, format)};
    }
  };
}

/** Reads pictures by their addresses in a notebook, as far as they are in the folder that is served. */
export function imageReader(root: Root, notebookFile: string): Source["readImage"] {
  return (address) => {
    try {
      const file = path.resolve(path.dirname(notebookFile), decodeURIComponent(address));
      const real = realpathSync(file);
      return isServed(root, real) && statSync(real).isFile() ? readFileSync(real) : undefined;
    } catch {
      return undefined;
    }
  };
}

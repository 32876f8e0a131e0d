import {realpathSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import type {Notebook} from "../../notebook/notebook.ts";
import {findBrowser} from "../../notebook/report/findBrowser.ts";
import {isServed, type Root} from "../contents/locate.ts";

/** Makes a file of another kind out of a notebook. */
export interface Exporter {
  type: string;
  extension: string;
  /** Whether it can be used on this machine. */
  isThere?: () => boolean;
  make: (notebook: Notebook, from: Source) => Promise<string | Uint8Array>;
}

/** Where the notebook came from. */
export interface Source {
  /** The name of its file, without the ending. */
  name: string;
  /** Reads a picture beside it. */
  readImage: (address: string) => Uint8Array | undefined;
}

/** The exporters by the names that Jupyter's front ends know; each loads what it needs when it is used. */
export const exporters: Readonly<Record<string, Exporter>> = {
  html: {
    type: "text/html",
    extension: ".html",
    make: async (notebook, from) => {
      const {htmlReport} = await import("../../notebook/report/htmlReport.ts");
      return htmlReport(notebook, from);
    }
  },
  pdf: {
    type: "application/pdf",
    extension: ".pdf",
    isThere: hasBrowser,
    make: async (notebook, from) => {
      const {pdfReport} = await import("../../notebook/report/pdfReport.ts");
      return pdfReport(notebook, from);
    }
  },
  markdown: {
    type: "text/markdown",
    extension: ".md",
    make: async (notebook) => {
      const {serializeFormat} = await import("../../notebook/formats.ts");
      return serializeFormat(notebook, "md");
    }
  },
  script: {
    type: "text/x-typescript",
    extension: ".ts",
    make: async (notebook) => {
      const {serializeFormat} = await import("../../notebook/formats.ts");
      return serializeFormat(notebook, "ts");
    }
  }
};

function hasBrowser(): boolean {
  try {
    return findBrowser() !== "";
  } catch {
    return false;
  }
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

import path from "node:path";
import {markdownToNotebook, notebookToMarkdown} from "./markdown.ts";
import {type Notebook, parseNotebook, serializeNotebook} from "./notebook.ts";
import {notebookToScript, scriptToNotebook} from "./script.ts";

/** The forms in which a notebook is a file. */
export type Format = "ipynb" | "md" | "ts";

/**
 * The format of a file, by the end of its name.
 *
 * @throws RangeError if it is none of a notebook
 */
export function formatOf(file: string): Format {
  const extension = path.extname(file).slice(1).toLowerCase();
  if (isFormat(extension)) return extension;
  throw new RangeError(`a notebook's name ends in .ipynb, .md or .ts, but got ${file}`);
}

export function isFormat(name: string): name is Format {
  return ["ipynb", "md", "ts"].includes(name);
}

/**
 * The notebook that a file's text holds.
 *
 * @param name - what errors call it
 * @throws SyntaxError or TypeError if it is not of the format, naming the place
 */
export function parseFormat(text: string, format: Format, {name}: {name?: string} = {}): Notebook {
  switch (format) {
    case "ipynb":
      return parseNotebook(text, {name});
    case "md":
      return markdownToNotebook(text);
    case "ts":
      return scriptToNotebook(text);
  }
}

/** The text of a notebook in a format, the same for the same notebook. */
export function serializeFormat(notebook: Notebook, format: Format): string {
  switch (format) {
    case "ipynb":
      return serializeNotebook(notebook);
    case "md":
      return notebookToMarkdown(notebook);
    case "ts":
      return notebookToScript(notebook);
  }
}

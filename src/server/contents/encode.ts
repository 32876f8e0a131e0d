import {markdownToNotebook, notebookToMarkdown} from "../../notebook/markdown.ts";
import {type Cell, type Notebook, serializeNotebook} from "../../notebook/notebook.ts";
import {HttpError} from "../httpError.ts";
import {areTrusted} from "../trust/cells.ts";
import {isTextNotebook} from "./textNotebook.ts";

/**
 * The bytes of a file from its content in a model.
 *
 * @param format - `text` or `base64`
 * @throws HttpError 400 if content and format do not fit
 */
export function encodeFile(path: string, content: unknown, format: unknown): Buffer {
  if (format !== "text" && format !== "base64") {
    throw new HttpError(400, "Must specify format of file contents as 'text' or 'base64'");
  }
  if (typeof content !== "string") {
    throw new HttpError(400, `Encoding error saving ${path}: content is a string`);
  }
  if (format === "text") {
    // A lone surrogate would be replaced without a word.
    if (!/\p{Surrogate}/u.test(content)) return Buffer.from(content);
    throw new HttpError(400, `Encoding error saving ${path}: content has half of a character`);
  }
  const digits = content.replace(/\s+/g, "");
  if (digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits)) {
    return Buffer.from(digits, "base64");
  }
  throw new HttpError(400, `Encoding error saving ${path}: content is no base64`);
}

/** A file as it is to be written. */
export interface Encoded {
  bytes: Uint8Array;
  /** Whether it may be signed. */
  isTrusted: boolean;
}

/**
 * The bytes of a notebook from its content in a model: canonical JSON, or Markdown where the name
 * says so.
 *
 * @param old - the file as it is, if it is there; a text notebook keeps what its author wrote
 * @throws HttpError 400 if it is no notebook
 */
export function encodeNotebook(path: string, content: unknown, old?: Buffer): Encoded {
  const notebook = content as Notebook | null;
  try {
    if (!Array.isArray(notebook?.cells)) throw new TypeError("cells is an array");
    const text = isTextNotebook(path)
      ? encodeText({...notebook, cells: notebook.cells.map(withoutTrust)}, old)
      : serializeNotebook(notebook);
    return {bytes: Buffer.from(text), isTrusted: areTrusted(notebook)};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `${path} cannot be saved as a notebook: ${message}`, {cause: error});
  }
}

/** The mark is between server and front end, and never in a file. */
function withoutTrust(cell: Cell): Cell {
  const metadata: Record<string, unknown> = {...cell.metadata};
  delete metadata.trusted;
  return {...cell, metadata} as Cell;
}

/**
 * The Markdown of a notebook. Markdown can say the same in several ways, and an author's way is no
 * change: where nothing else differs the old text stays, and its front matter while the metadata do.
 */
function encodeText(notebook: Notebook, old: Buffer | undefined): string {
  const text = notebookToMarkdown(notebook);
  const oldText = old?.toString() ?? "";
  const canonical = canonicalText(oldText);
  if (canonical === undefined) return text;
  if (canonical === text) return oldText;
  const front = frontMatterOf(text);
  if (front !== frontMatterOf(canonical)) return text;
  return frontMatterOf(oldText) + text.slice(front.length);
}

/** A text as we would write it, if it is that of a notebook. */
function canonicalText(text: string): string | undefined {
  try {
    return notebookToMarkdown(markdownToNotebook(text));
  } catch {
    return undefined;
  }
}

function frontMatterOf(text: string): string {
  return /^---\r?\n[^]*?\n---[ \t]*\r?\n/.exec(text)?.[0] ?? "";
}

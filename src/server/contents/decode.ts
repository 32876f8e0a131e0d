import {markdownToNotebook} from "../../notebook/markdown.ts";
import {parseNotebook} from "../../notebook/notebook.ts";
import {HttpError} from "../httpError.ts";
import type {Cells} from "../trust/cells.ts";
import type {ContentsFormat} from "./model.ts";
import {isTextNotebook} from "./textNotebook.ts";

/** Beyond it, JSON with the content would come near the longest string there can be. */
const maximumBytes = 256 * 2 ** 20;

/**
 * That a file is not too large to be sent inside a model.
 *
 * @param size - in bytes
 * @throws HttpError 400 that says what to do instead
 */
export function checkSize(path: string, size: number): void {
  if (size <= maximumBytes) return;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;
  throw new HttpError(
    400,
    `${path} is too large to be opened: it has ${megabytes(size)}, and at most ${megabytes(maximumBytes)} can be shown; it can be downloaded`,
    {reason: "too large"}
  );
}

/**
 * A file as text, or in base64 where it is none.
 *
 * @param format - what it must be; either if not said
 * @throws HttpError 400 if it must be text and is no UTF-8
 */
export function decodeFile(
  path: string,
  bytes: Buffer,
  format?: ContentsFormat
): {content: string; format: "text" | "base64"} {
  if (format !== "base64") {
    try {
      // A byte order mark is part of the file and comes back when it is saved.
      const text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
      return {content: text, format: "text"};
    } catch {
      if (format === "text") {
        throw new HttpError(400, `${path} is not UTF-8 encoded`, {reason: "bad format"});
      }
    }
  }
  return {content: bytes.toString("base64"), format: "base64"};
}

/**
 * A notebook as the front end takes it.
 *
 * @returns the notebook, and what is wrong with it if it is one with faults
 * @throws HttpError 400 if it is no notebook that could be shown
 */
export function decodeNotebook(path: string, bytes: Buffer): {content: Cells; message?: string} {
  const text = decodeFile(path, bytes, "text").content;
  try {
    if (isTextNotebook(path)) return {content: markdownToNotebook(text)};
    return {content: parseNotebook(text, {name: path})};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const content = error instanceof TypeError ? readFaulty(text) : undefined;
    if (content) return {content, message: `Notebook validation failed: ${message}`};
    throw new HttpError(400, `Unreadable Notebook: ${path} ${message}`, {cause: error});
  }
}

/** JSON of nbformat 4 that breaks its rules in some cell: better shown than kept from its owner. */
function readFaulty(text: string): Cells | undefined {
  const notebook = JSON.parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown> | null;
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) return undefined;
  notebook.nbformat_minor ??= 5;
  notebook.metadata ??= {};
  return notebook;
}

import type {
  IAttachments,
  ICodeCell,
  IMarkdownCell,
  INotebookMetadata,
  IOutput,
  IRawCell
} from "@jupyterlab/nbformat";
import {jsonErrorPlace} from "./jsonErrorPlace.ts";
import {toCanonicalJson} from "./canonicalJson.ts";
import {joinLines, splitLines} from "./lines.ts";

/** A cell whose source is one string; on disk it is an array of lines. */
export type Cell = CodeCell | MarkdownCell | RawCell;
export type CodeCell = ICodeCell & {source: string};
export type MarkdownCell = IMarkdownCell & {source: string};
export type RawCell = IRawCell & {source: string};
export type {IAttachments as Attachments, IOutput as Output};

/** A notebook of nbformat 4, in memory. */
export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: INotebookMetadata;
  cells: Cell[];
}

/**
 * Reads the text of an `.ipynb` file. All that it holds is kept; sources and texts that are arrays
 * of lines become strings.
 *
 * @param text - the file's content
 * @param name - what errors call it
 * @throws SyntaxError if it is no JSON, naming line and column
 * @throws TypeError if it is JSON but no notebook of nbformat 4, naming the place in it
 */
export function parseNotebook(text: string, {name = "the notebook"} = {}): Notebook {
  const notebook: unknown = parseJson(text.replace(/^\uFEFF/, ""), name);
  checkNotebook(notebook, name);
  for (const cell of notebook.cells) joinLines(cell);
  return notebook;
}

/**
 * The canonical text of a notebook, the same for the same notebook: keys sorted, indented by one
 * space, sources as arrays of lines, a newline at the end, as Jupyter itself writes it. What belongs
 * to a session only is left out (`trusted`, `orig_nbformat`, `signature`), and cell ids where the
 * notebook's version has none.
 */
export function serializeNotebook({cells, metadata, ...notebook}: Notebook): string {
  const hasIds = notebook.nbformat > 4 || notebook.nbformat_minor >= 5;
  const written = cells.map(({id, metadata, ...cell}) => {
    const ownId = hasIds && id !== undefined && {id};
    return splitLines({...cell, ...ownId, metadata: {...metadata, trusted: undefined}});
  });
  const kept = {...metadata, orig_nbformat: undefined, signature: undefined};
  return `${toCanonicalJson({...notebook, metadata: kept, cells: written})}\n`;
}

/** A new code cell, not run yet. */
export function codeCell(source: string, cell: Partial<CodeCell> = {}): CodeCell {
  return {cell_type: "code", execution_count: null, metadata: {}, outputs: [], source, ...cell};
}

/** The tags of a cell. */
export function tagsOf({metadata}: Cell): string[] {
  return Array.isArray(metadata.tags) ? metadata.tags : [];
}

/** The language of the code cells, in lower case, if the notebook says it. */
export function languageOf({metadata}: Pick<Notebook, "metadata">): string | undefined {
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name;
  return typeof language === "string" ? language.toLowerCase() : undefined;
}

function parseJson(text: string, name: string): unknown {
  if (text.trim() === "") {
    throw new SyntaxError(`parseNotebook: expected a notebook, but ${name} is empty`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const {line, column, found} = jsonErrorPlace(text);
    const isMerge = /^(<{7}|={7}|>{7})/.test(text.split("\n")[line - 1] ?? "");
    const hint = isMerge ? "; this is the mark of a merge that is not finished" : "";
    const message = `parseNotebook: expected JSON, but ${name} has ${found} in line ${line}, column ${column}${hint}`;
    throw new SyntaxError(message, {cause});
  }
}

function checkNotebook(value: unknown, name: string): asserts value is Notebook {
  const fail = (expected: string, found: unknown): never => {
    throw new TypeError(`parseNotebook: ${expected}, but got ${brief(found)} (${name})`);
  };
  if (!isObject(value)) return fail("a notebook is a JSON object", value);
  const {nbformat, nbformat_minor, metadata, cells} = value;
  if (nbformat === undefined && !("cells" in value) && !("worksheets" in value)) {
    fail("a notebook has nbformat and cells", value);
  }
  if (nbformat !== 4) {
    const isOld = typeof nbformat === "number" && nbformat < 4;
    const advice = isOld ? " (saving it in Jupyter, or jupyter nbconvert, brings it to 4)" : "";
    fail(`nbformat is 4${advice}`, nbformat);
  }
  if (!Number.isInteger(nbformat_minor)) fail("nbformat_minor is a whole number", nbformat_minor);
  if (!isObject(metadata)) fail("metadata is an object", metadata);
  if (!Array.isArray(cells)) return fail("cells is an array", cells);
  cells.forEach((cell: unknown, index) => {
    const at = `cells[${index}]`;
    if (!isObject(cell)) return fail(`${at} is an object`, cell);
    if (!["code", "markdown", "raw"].includes(cell.cell_type as string)) {
      fail(`${at}.cell_type is code, markdown or raw`, cell.cell_type);
    }
    if (!isText(cell.source)) fail(`${at}.source is text or an array of lines`, cell.source);
    if (!isObject(cell.metadata)) fail(`${at}.metadata is an object`, cell.metadata);
    if (cell.cell_type !== "code") return;
    if (!Array.isArray(cell.outputs)) return fail(`${at}.outputs is an array`, cell.outputs);
    cell.execution_count ??= null;
    cell.outputs.forEach((output: unknown, number) => {
      if (isObject(output) && typeof output.output_type === "string") return;
      fail(`${at}.outputs[${number}] is an object with output_type`, output);
    });
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((line) => typeof line === "string");
  return typeof value === "string";
}

function brief(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

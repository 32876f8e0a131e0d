import {parseAttributes, serializeAttributes} from "./cellAttributes.ts";
import {withIds} from "./cellIds.ts";
import {parseFrontMatter, serializeFrontMatter} from "./frontMatter.ts";
import {type Cell, codeCell, languageOf, type Notebook} from "./notebook.ts";
import {writtenAttributes, writtenMetadata} from "./written.ts";

// The percent format, which VS Code, Jupytext and others know:
//
//     // ---
//     // kernelspec:
//     //   name: convnotes
//     //   display_name: TypeScript
//     //   language: typescript
//     // ---
//
//     // %% [markdown]
//     // # Heading
//
//     // %% tags=["parameters"]
//     const epochs = 3;
//
// A line that looks like a marker has one % more.

const marker = /^\/\/ ?%%(?:[ \t]+(?:\[(markdown|md|raw)\][ \t]*)?(.*))?$/;
const markerLike = /^(\/\/ ?%%)(%*)(?=[ \t]|$)/;

/**
 * The notebook that a TypeScript file with `// %%` markers is the source of; a file without markers
 * is one code cell.
 *
 * @throws SyntaxError if the front matter is no YAML or a cell's metadata are not JSON; the message
 *   names the line
 */
export function scriptToNotebook(text: string): Notebook {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "")
    .split("\n");
  const {metadata, start} = readFrontMatter(lines);
  const cells: Cell[] = [];
  let open: {type: string; attributes: ReturnType<typeof parseAttributes>} | undefined;
  let body: string[] = [];
  const flush = (isLast: boolean): void => {
    if (!open && body.every((line) => line.trim() === "")) return;
    if (!isLast && body.at(-1) === "") body.pop();
    cells.push(toCell(open?.type ?? "code", open?.attributes ?? {metadata: {}}, body));
  };
  lines.slice(start).forEach((line, index) => {
    const [isMarker, type = "code", rest = ""] = marker.exec(line) ?? [];
    if (isMarker === undefined) return void body.push(line);
    flush(false);
    body = [];
    open = {type, attributes: attributesIn(rest, start + index + 1)};
  });
  flush(true);
  return {cells: withIds(cells), metadata, nbformat: 4, nbformat_minor: 5};
}

/**
 * The TypeScript file of a notebook, with `// %%` before each cell: all of it but what running it
 * gave, and ids that say nothing.
 *
 * @throws RangeError if the notebook's language is another
 */
export function notebookToScript({cells, metadata}: Notebook): string {
  const language = languageOf({metadata}) ?? "typescript";
  if (!["typescript", "javascript"].includes(language)) {
    throw new RangeError(`notebookToScript: the language is TypeScript, but got ${language}`);
  }
  const kept = writtenMetadata(metadata);
  const attributes = writtenAttributes(cells).map(serializeAttributes);
  const blocks = cells.map(({cell_type, source}, index) => {
    const type = cell_type !== "code" && `[${cell_type}]`;
    const head = ["// %%", type, attributes[index]].filter(Boolean).join(" ");
    return `${head}\n${escapeMarkers(cell_type === "code" ? source : commented(source))}`;
  });
  if (Object.keys(kept).length > 0) {
    blocks.unshift(commented(`---\n${serializeFrontMatter(kept)}---`));
  }
  return `${blocks.join("\n\n")}\n`;
}

function readFrontMatter(lines: string[]): {metadata: Notebook["metadata"]; start: number} {
  if (lines[0]?.trimEnd() !== "// ---") return {metadata: {}, start: 0};
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "// ---");
  if (end < 0) {
    throw new SyntaxError(
      "scriptToNotebook: front matter opens in line 1, but no // --- closes it"
    );
  }
  const yaml = lines.slice(1, end).map(uncommented).join("\n");
  return {metadata: parseFrontMatter(yaml), start: lines[end + 1] === "" ? end + 2 : end + 1};
}

function toCell(
  type: string,
  {id, metadata, attachments}: ReturnType<typeof parseAttributes>,
  body: string[]
): Cell {
  const own = {metadata, ...(id !== undefined && {id})};
  const lines = body.map(unescapeMarker);
  if (type === "code") return codeCell(lines.join("\n"), own);
  const source = lines.map(uncommented).join("\n");
  const cell_type = type === "raw" ? "raw" : "markdown";
  return {cell_type, ...own, ...(attachments && {attachments}), source};
}

function attributesIn(text: string, line: number): ReturnType<typeof parseAttributes> {
  try {
    return parseAttributes(text);
  } catch (cause) {
    throw new SyntaxError(`scriptToNotebook: line ${line}: ${(cause as Error).message}`, {cause});
  }
}

function commented(text: string): string {
  return text.replace(/^.*$/gm, (line) => (line === "" ? "//" : `// ${line}`));
}

function uncommented(line: string): string {
  return line.replace(/^\/\/ ?/, "");
}

function escapeMarkers(source: string): string {
  return source
    .split("\n")
    .map((line) => line.replace(markerLike, "$1%$2"))
    .join("\n");
}

function unescapeMarker(line: string): string {
  return line.replace(markerLike, (whole, start: string, more: string) =>
    more === "" ? whole : start + more.slice(1)
  );
}

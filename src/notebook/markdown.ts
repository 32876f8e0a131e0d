import {parseAttributes, serializeAttributes} from "./cellAttributes.ts";
import {withIds} from "./cellIds.ts";
import {parseFrontMatter, serializeFrontMatter} from "./frontMatter.ts";
import {type Cell, codeCell, languageOf, type Notebook} from "./notebook.ts";
import {openedBlock} from "./markdownBlocks.ts";
import {writtenAttributes, writtenMetadata} from "./written.ts";

// The grammar, a subset of Jupytext's Markdown that Prettier leaves alone:
//
//     ---                              the notebook's metadata, in YAML
//     kernelspec:
//       name: convnotes
//       display_name: TypeScript
//       language: typescript
//     ---
//
//     # Heading                        what is between code cells is one Markdown cell
//
//     ```typescript tags=["parameters"]    a fence in the notebook's language, at the line's
//     const epochs = 3;                    start, is a code cell; its metadata are name=json
//     ```
//
//     <!-- #region name=json -->       a Markdown cell that cannot stand so: it has metadata,
//                                      follows another, is empty, holds such a fence itself
//     text
//
//     <!-- #endregion -->
//
// and `<!-- #raw -->` to `<!-- #endraw -->` for raw cells. Within regions a line that looks like a
// marker has one # more.

const defaultLanguage = "typescript";
const regionStart = /^<!-- #(region|raw|md|markdown)(?:[ \t]+(.*?))?[ \t]*-->[ \t]*$/;
const markerLike = /^<!-- #+(?:end)?(?:region|raw|md|markdown)\b/;

/**
 * The notebook that a Markdown text is the source of. Its code cells have not been run; cells
 * without an id get one from the heading they stand under.
 *
 * @throws SyntaxError if the front matter is no YAML, a fence or region is not closed, or a cell's
 *   metadata are not JSON; the message names the line
 *
 * @example
 * ````ts
 * const {cells} = markdownToNotebook("# Title\n\n```typescript\n1 + 1;\n```\n");
 * cells.map(({cell_type}) => cell_type); // ["markdown", "code"]
 * ````
 */
export function markdownToNotebook(text: string): Notebook {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  let at = 0;
  let metadata: Notebook["metadata"] = {};
  if (/^---\s*$/.test(lines[0] ?? "")) {
    const end = findAfter(lines, 0, (line) => /^---\s*$/.test(line));
    if (end < 0) throw unclosed("front matter", 1, "---");
    metadata = parseFrontMatter(lines.slice(1, end).join("\n"));
    at = end + 1;
  }
  const language = languageOf({metadata}) ?? defaultLanguage;
  return {
    cells: withIds(readCells(lines, at, language)),
    metadata,
    nbformat: 4,
    nbformat_minor: 5
  };
}

function readCells(lines: string[], at: number, language: string): Cell[] {
  const codeStart = new RegExp(`^(\`{3,})${escape(language)}(?:[ \\t]+([^\`]*))?$`, "i");
  const cells: Cell[] = [];
  let prose: string[] = [];
  const flush = (): void => {
    const source = trimBlankLines(prose).join("\n");
    if (source !== "") cells.push({cell_type: "markdown", metadata: {}, source});
    prose = [];
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const code = codeStart.exec(line);
    const region = regionStart.exec(line);
    if (!code && !region) {
      const end = endOfBlock(lines, at);
      prose.push(...lines.slice(at, end));
      at = end;
      continue;
    }
    flush();
    const close = code ? new RegExp(`^ {0,3}\`{${code[1]!.length},}[ \\t]*$`) : endOf(region![1]!);
    const end = findAfter(lines, at, (other) => close.test(other));
    if (end < 0) throw unclosed(code ? "a code cell" : "a region", at + 1, closing(code, region));
    const {id, metadata, attachments} = attributesIn((code ?? region!)[2] ?? "", at + 1);
    const inside = lines.slice(at + 1, end);
    const own = {metadata, ...(id !== undefined && {id})};
    if (code) cells.push(codeCell(inside.join("\n"), own));
    else {
      const source = unpad(inside).map(unescapeMarker).join("\n");
      const cell_type = region![1] === "raw" ? "raw" : "markdown";
      cells.push({cell_type, ...own, ...(attachments && {attachments}), source});
    }
    at = end + 1;
  }
  flush();
  return cells;
}

/**
 * The Markdown text of a notebook: all of it but what running it gave, and ids that say nothing.
 * Of the same notebook always the same text.
 */
export function notebookToMarkdown({cells, metadata}: Notebook): string {
  const language = languageOf({metadata}) ?? defaultLanguage;
  const kept = writtenMetadata(metadata);
  const written = writtenAttributes(cells).map(serializeAttributes);
  const blocks: string[] = [];
  if (Object.keys(kept).length > 0) blocks.push(`---\n${serializeFrontMatter(kept)}---`);
  let isAfterProse = false;
  cells.forEach((cell, index) => {
    const {cell_type, source} = cell;
    const attributes = written[index] ?? "";
    const canBeProse = cell_type === "markdown" && attributes === "" && !isAfterProse;
    isAfterProse = canBeProse && isProse(source, language, {isFirst: blocks.length === 0});
    if (isAfterProse) blocks.push(source);
    else if (cell_type === "code") blocks.push(fenced(source, language, attributes));
    else blocks.push(region(cell, attributes));
  });
  return `${blocks.join("\n\n")}\n`;
}

function fenced(source: string, language: string, attributes: string): string {
  const runs = [...source.matchAll(/^ {0,3}(`{3,})/gm)].map(([, run]) => run!.length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  const body = source === "" ? "" : `${source}\n`;
  return `${fence}${language}${attributes && ` ${attributes}`}\n${body}${fence}`;
}

function region({cell_type, source}: Cell, attributes: string): string {
  const name = cell_type === "raw" ? "raw" : "region";
  const lines = source
    .split("\n")
    .map((line) => (markerLike.test(line) ? line.replace("#", "##") : line));
  const start = `<!-- #${name}${attributes && ` ${attributes}`} -->`;
  return [start, "", ...lines, "", `<!-- #end${name} -->`].join("\n");
}

/** Whether a Markdown cell can stand between code cells as it is, and is read as it was. */
function isProse(source: string, language: string, {isFirst}: {isFirst: boolean}): boolean {
  if (source.includes("\r") || (isFirst && source.startsWith("---"))) return false;
  const lines = source.split("\n");
  const isTrimmed = lines[0]!.trim() !== "" && lines.at(-1)!.trim() !== "";
  if (!isTrimmed) return false;
  try {
    // What is open at the end would swallow the cell that follows.
    const sentinel = "```" + language;
    const read = readCells([...lines, sentinel, "```"], 0, language);
    return read.length === 2 && read[0]!.source === source && read[0]!.cell_type === "markdown";
  } catch {
    return false;
  }
}

/** The line after the block that starts at a line: a fence, a comment, or the line itself. */
function endOfBlock(lines: string[], at: number): number {
  const isEnd = openedBlock(lines[at]!);
  if (!isEnd) return at + 1;
  const end = findAfter(lines, at, isEnd);
  return end < 0 ? lines.length : end + 1;
}

function findAfter(lines: string[], at: number, isIt: (line: string) => boolean): number {
  for (let index = at + 1; index < lines.length; index++) if (isIt(lines[index]!)) return index;
  return -1;
}

function attributesIn(text: string, line: number): ReturnType<typeof parseAttributes> {
  try {
    return parseAttributes(text);
  } catch (cause) {
    throw new SyntaxError(`markdownToNotebook: line ${line}: ${(cause as Error).message}`, {cause});
  }
}

function unclosed(what: string, line: number, close: string): SyntaxError {
  return new SyntaxError(
    `markdownToNotebook: ${what} opens in line ${line}, but no ${close} closes it`
  );
}

function closing(code: RegExpExecArray | null, region: RegExpExecArray | null): string {
  return code ? code[1]! : `<!-- #end${region![1]!} -->`;
}

function endOf(name: string): RegExp {
  return new RegExp(`^<!-- #end${name}[ \\t]*-->[ \\t]*$`);
}

/** Without the blank line that stands on either side of a region's text. */
function unpad(lines: string[]): string[] {
  const start = lines.length > 1 && lines[0] === "" ? 1 : 0;
  const end = lines.length > start + 1 && lines.at(-1) === "" ? -1 : undefined;
  return lines.slice(start, end);
}

function unescapeMarker(line: string): string {
  return markerLike.test(line) ? line.replace("##", "#") : line;
}

function trimBlankLines(lines: string[]): string[] {
  const isText = (line: string): boolean => line.trim() !== "";
  const start = lines.findIndex(isText);
  return start < 0 ? [] : lines.slice(start, lines.findLastIndex(isText) + 1);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

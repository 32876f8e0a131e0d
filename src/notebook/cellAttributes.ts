import type {Attachments, Cell} from "./notebook.ts";

/** What a cell has besides its source and what running it gave. */
export interface CellAttributes {
  id?: string;
  metadata: Cell["metadata"];
  attachments?: Attachments;
}

const simpleName = /^[A-Za-z_][\w.-]*$/;

/** Names that do not stand for metadata of their name. */
const ownNames = ["id", "attachments", "metadata"];

/**
 * The attributes in one line of `name=json` pairs, as Jupytext writes them: the tags, the other metadata
 * by name, then `id` and `attachments`. Metadata that cannot be told from these are in one `metadata={...}`.
 *
 * No character is left in it that Markdown or HTML gives a meaning to: they become `\u....`.
 *
 * @example
 * ```ts
 * serializeAttributes({metadata: {tags: ["parameters"]}}); // 'tags=["parameters"]'
 * ```
 */
export function serializeAttributes({id, metadata, attachments}: CellAttributes): string {
  const names = Object.keys(metadata).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const isSimple = names.every((name) => simpleName.test(name) && !ownNames.includes(name));
  const pairs: [string, unknown][] = isSimple
    ? names.map((name) => [name, (metadata as Record<string, unknown>)[name]])
    : [["metadata", metadata]];
  if (id !== undefined) pairs.push(["id", id]);
  if (attachments !== undefined) pairs.push(["attachments", attachments]);
  return pairs.map(([name, value]) => `${name}=${toInlineJson(value)}`).join(" ");
}

/** Tags go first: they say what a cell is for. */
function rank(name: string): number {
  return name === "tags" ? 0 : 1;
}

/**
 * Reads a line of `name=json` pairs; one JSON object, which Jupytext writes as well, is the metadata.
 *
 * @throws SyntaxError if it is not such a line
 */
export function parseAttributes(text: string): CellAttributes {
  const attributes: CellAttributes = {metadata: {}};
  let rest = text.trim();
  if (rest.startsWith("{")) return {metadata: parseValue(rest) as CellAttributes["metadata"]};
  while (rest !== "") {
    const [start, name = ""] = /^([A-Za-z_][\w.-]*)=/.exec(rest) ?? [];
    if (start === undefined) {
      throw new SyntaxError(`a cell's metadata are name=value in JSON, but got ${rest}`);
    }
    const json = rest.slice(start.length, start.length + jsonLength(rest.slice(start.length)));
    rest = rest.slice(start.length + json.length).trimStart();
    const value = parseValue(json);
    if (name === "id") attributes.id = String(value);
    else if (name === "attachments") attributes.attachments = value as Attachments;
    else if (name === "metadata") Object.assign(attributes.metadata, value);
    else Object.assign(attributes.metadata, {[name]: value});
  }
  return attributes;
}

function parseValue(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SyntaxError(`a cell's metadata are name=value in JSON, but got ${json}`, {cause});
  }
}

/** How long the first JSON value of a text is: to the space that is in no bracket and no string. */
function jsonLength(text: string): number {
  let depth = 0;
  let at = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]|\s+|[^\s"[\]{}]+/g)) {
    if (/^[[{]$/.test(token)) depth++;
    else if (/^[\]}]$/.test(token)) depth--;
    else if (depth === 0 && /^\s/.test(token)) return at;
    at += token.length;
  }
  return text.length;
}

/** JSON without the characters that Markdown or HTML reads. */
function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (string) => {
    const inner = string.slice(1, -1).replace(/\\(["\\])|[`<>&]/g, (part, escaped?: string) => {
      const code = (escaped ?? part).charCodeAt(0).toString(16).padStart(4, "0");
      return `\\u${code}`;
    });
    return `"${inner}"`;
  });
}

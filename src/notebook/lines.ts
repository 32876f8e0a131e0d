// On disk, text is an array of lines, so that a diff shows the line that changed; in memory it is
// one string. Which fields are concerned is nbformat's own list.

type Fields = Record<string, unknown>;

const isJsonType = (type: string): boolean => /^application\/(json|.*\+json)$/.test(type);

const isSplitType = (type: string): boolean =>
  /^text\/|^application\/javascript$|^image\/svg\+xml$/.test(type);

const join = (text: unknown): unknown =>
  Array.isArray(text) && text.every((line) => typeof line === "string") ? text.join("") : text;

const split = (text: unknown): unknown =>
  typeof text === "string" ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text;

/** Joins the lines of a cell, of its attachments and its outputs, in place. */
export function joinLines(cell: Fields): void {
  cell.source = join(cell.source);
  for (const bundle of Object.values((cell.attachments ?? {}) as Fields)) joinBundle(bundle);
  for (const output of (cell.outputs ?? []) as Fields[]) {
    if ("text" in output) output.text = join(output.text);
    joinBundle(output.data);
  }
}

/** The cell with its source, and the text of its attachments and outputs, as lines. */
export function splitLines(cell: Fields): Fields {
  const written: Fields = {...cell, source: split(cell.source)};
  if (isBundle(cell.attachments)) {
    written.attachments = mapValues(cell.attachments, (bundle) => splitBundle(bundle));
  }
  if (Array.isArray(cell.outputs)) {
    written.outputs = (cell.outputs as Fields[]).map((output) => ({
      ...output,
      ...("text" in output && {text: split(output.text)}),
      ...("data" in output && {data: splitBundle(output.data)})
    }));
  }
  return written;
}

function joinBundle(bundle: unknown): void {
  if (!isBundle(bundle)) return;
  for (const [type, value] of Object.entries(bundle)) {
    if (!isJsonType(type)) bundle[type] = join(value);
  }
}

function splitBundle(bundle: unknown): unknown {
  if (!isBundle(bundle)) return bundle;
  return mapValues(bundle, (value, type) => (isSplitType(type) ? split(value) : value));
}

function isBundle(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(object: Fields, map: (value: unknown, key: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}

/**
 * JSON with sorted keys, indented by one space, as Python's `json.dumps(..., indent=1, sort_keys=True)`
 * gives it; keys whose
 * value is `undefined` are left out. Written out by hand because `JSON.stringify` puts keys that look like numbers first.
 *
 * @example
 * ```ts
 * toCanonicalJson({b: [1], a: {}}); // '{\n "a": {},\n "b": [\n  1\n ]\n}'
 * ```
 */
export function toCanonicalJson(value: unknown): string {
  const pieces: string[] = [];
  write(value, "\n", pieces);
  return pieces.join("");
}

function write(value: unknown, newline: string, pieces: string[]): void {
  if (typeof value !== "object" || value === null) {
    pieces.push(JSON.stringify(value) ?? "null");
    return;
  }
  const isArray = Array.isArray(value);
  const entries: [string, unknown][] = isArray
    ? value.map((item: unknown) => ["", item])
    : Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) {
    pieces.push(isArray ? "[]" : "{}");
    return;
  }
  if (!isArray) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const inner = `${newline} `;
  entries.forEach(([key, item], index) => {
    pieces.push(index === 0 ? (isArray ? "[" : "{") : ",", inner);
    if (!isArray) pieces.push(JSON.stringify(key), ": ");
    write(item, inner, pieces);
  });
  pieces.push(newline, isArray ? "]" : "}");
}

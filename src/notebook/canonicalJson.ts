/**
 * JSON with sorted keys, indented by one space, as Python's `json.dumps(..., indent=1, sort_keys=True)`
 * gives it.
 *
 * @example
 * ```ts
 * toCanonicalJson({b: [1], a: {}}); // '{\n "a": {},\n "b": [\n  1\n ]\n}'
 * ```
 */
export function toCanonicalJson(value: unknown): string {
  try {
    return JSON.stringify(withSortedKeys(value), null, 1) ?? "null";
  } catch (error) {
    if (error !== unsortable) throw error;
    const pieces: string[] = [];
    write(value, "\n", pieces);
    return pieces.join("");
  }
}

/** Thrown at an object whose keys do not stay in the order in which they are set. */
const unsortable = new Error("keys that cannot be sorted");

/** Keys that look like numbers come first in every object, and this one is no key when it is set. */
const isUnsortable = (key: string): boolean => /^\d+$/.test(key) || key === "__proto__";

/** The same value with the keys of its objects in order; the lines of a text are not copied. */
function withSortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value as unknown[];
    const isFlat = items.every((item) => typeof item !== "object");
    return isFlat ? items : items.map(withSortedKeys);
  }
  const object = value as Record<string, unknown>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort()) {
    if (isUnsortable(key)) throw unsortable;
    sorted[key] = withSortedKeys(object[key]);
  }
  return sorted;
}

// Written out by hand where the language would put the keys in an order of its own.
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

/** Where in a state something is: names and indices from the outside in. */
export type Path = readonly (string | number)[];

export interface Split {
  /** The state as JSON. */
  readonly state: Record<string, unknown>;
  /** Where each buffer belongs. */
  readonly paths: Path[];
  readonly buffers: ArrayBufferView[];
}

/**
 * Takes the binary values out of a state, which JSON cannot hold: from an object they are left out, in a
 * list there is null in their place.
 *
 * @see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 *
 * @example
 * ```ts
 * splitBuffers({value: new Uint8Array([1]), width: 2});
 * // {state: {width: 2}, paths: [["value"]], buffers: [Uint8Array [1]]}
 * ```
 */
export function splitBuffers(state: Readonly<Record<string, unknown>>): Split {
  const paths: Path[] = [];
  const buffers: ArrayBufferView[] = [];
  const without = (value: unknown, path: Path): unknown => {
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    if (ArrayBuffer.isView(bytes)) {
      paths.push(path);
      buffers.push(bytes);
      return null;
    }
    if (Array.isArray(value)) return value.map((element, i) => without(element, [...path, i]));
    if (!isPlainObject(value)) return value;
    const entries = Object.entries(value).map(
      ([name, element]) => [name, without(element, [...path, name])] as const
    );
    return Object.fromEntries(entries.filter(([name]) => !isBinary(value[name])));
  };
  return {state: without(state, []) as Record<string, unknown>, paths, buffers};
}

/** Puts buffers back where they belong, into a state that has just come and is nobody else's. */
export function joinBuffers(
  state: Record<string, unknown>,
  paths: readonly Path[],
  buffers: readonly ArrayBufferView[]
): Record<string, unknown> {
  for (const [i, path] of paths.entries()) {
    let at = state as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
    const last = path.at(-1);
    if (last !== undefined) at[last] = buffers[i];
  }
  return state;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isBinary = (value: unknown): boolean =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part of a file that a `Range` header asks for.
 *
 * @param header - undefined if the request has none
 * @param size - of the file, in bytes
 * @returns undefined for the whole file: also for several ranges at once and for other units, which a
 *   server may answer so; `"unsatisfiable"` for a part that the file does not have
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14
 *
 * @example
 * ```ts
 * parseRange("bytes=-3", 10); // {start: 7, end: 9}
 * ```
 */
export function parseRange(
  header: string | undefined,
  size: number
): ByteRange | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : {start: size - length, end: size - 1};
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start < size ? {start, end} : "unsatisfiable";
}

import type {NameKind} from "./declarations.ts";

interface Finding {
  code: number;
  text: string;
}

/** What TypeScript says of an assignment to a name that is an import. */
const toImport = 2632;

const refusals: Partial<Record<NameKind, [code: number, what: string]>> = {
  constant: [2588, "a constant"],
  enum: [2628, "an enum"],
  class: [2629, "a class"],
  function: [2630, "a function"],
  namespace: [2631, "a namespace"]
};

/**
 * Puts an assignment to what an earlier cell declared in the reader's terms: the compiler takes the
 * name for an import, since cells are modules for it.
 *
 * @example
 * ```ts
 * assignment("c", "constant", {code: 2632, text: "Cannot assign to 'c' because it is an import."});
 * // {code: 2588, text: "Cannot assign to 'c' because it is a constant."}
 * ```
 */
export function assignment(
  name: string,
  kind: NameKind | undefined,
  {code, text}: Finding
): Finding {
  const refusal = code === toImport && kind !== undefined ? refusals[kind] : undefined;
  if (!refusal) return {code, text};
  return {code: refusal[0], text: `Cannot assign to '${name}' because it is ${refusal[1]}.`};
}

import type {Checker} from "typescript7/unstable/sync";
import type {Completion} from "../checker.ts";

/** Jupyter's words for the kinds of the language server protocol; the rest are instances. */
const types: Partial<Record<number, string>> = {
  2: "function",
  3: "function",
  4: "class",
  5: "property",
  7: "class",
  8: "class",
  9: "module",
  10: "property",
  13: "class",
  14: "keyword",
  17: "path",
  19: "path",
  20: "property",
  25: "class"
};

/** A front end shows a list, not a dictionary. */
const most = 500;

export const keywords: Completion[] = (
  "abstract any as async await bigint boolean break case catch class const continue debugger declare " +
  "default delete do else enum export extends false finally for from function if implements import in " +
  "infer instanceof interface keyof let namespace never new null number object of private protected " +
  "public readonly return satisfies static string super switch symbol this throw true try type typeof " +
  "undefined unique unknown using var void while with yield"
)
  .split(" ")
  .map((text) => ({text, type: "keyword"}));

/**
 * What may stand at a place where the compiler knows what belongs there: after a dot, in a string, as
 * a property. `undefined` where any name in scope may stand: there the compiler's interface wants to
 * propose imports, which it cannot.
 */
export function membersAt(
  checker: Checker,
  file: string,
  position: number
): Completion[] | undefined {
  try {
    const {entries = []} = checker.getCompletionsAtPosition(file, position, {}) ?? {};
    return (
      [...entries]
        // The compiler sorts into ranks, and gives those of one rank in any order.
        .sort((a, b) => compare(a.sortText ?? "", b.sortText ?? "") || byName(a.name, b.name))
        .map(({name, kind}) => ({text: name, type: types[kind ?? 0] ?? "instance"}))
    );
  } catch (error) {
    if (error instanceof Error && error.message.includes("needs auto imports")) return undefined;
    throw error;
  }
}

/** Of what may stand there, what goes on from what is typed: same case first, then as given. */
export function rank(
  candidates: readonly Completion[],
  code: string,
  offset: number
): {matches: Completion[]; start: number; end: number} {
  const start = offset - (/[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0].length ?? 0);
  const prefix = code.slice(start, offset);
  // The first of a name counts; `S` is how a cell reaches earlier cells, the checker's own.
  const unique = new Map(
    candidates
      .filter(({text}) => text !== "S" && text.toLowerCase().startsWith(prefix.toLowerCase()))
      .reverse()
      .map((each) => [each.text, each])
  );
  const sameCase = (each: Completion): number => Number(!each.text.startsWith(prefix));
  const matches = [...unique.values()]
    .reverse()
    .sort((a, b) => sameCase(a) - sameCase(b))
    .slice(0, most);
  return {matches, start, end};
}

function byName(a: string, b: string): number {
  return compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where text stops being JSON. */
export interface JsonErrorPlace {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** What is there, in words. */
  found: string;
}

const space = /[ \t\n\r]*/y;
const scalar = /true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;

/**
 * Finds the first character at which text is no longer JSON; the engine's own message tells it in
 * some cases only.
 *
 * @param text - what `JSON.parse` has refused
 */
export function jsonErrorPlace(text: string): JsonErrorPlace {
  const offset = firstError(text);
  const before = text.slice(0, offset).split("\n");
  const character = text.slice(offset).match(/./su)?.[0];
  const rest = text.slice(offset).match(/^[^\s]{1,20}/)?.[0] ?? JSON.stringify(character);
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    found: offset >= text.length ? "an early end" : rest
  };
}

/** The states of a reader of JSON: what may come next, for each thing that is open. */
function firstError(text: string): number {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match !== null;
  };
  const isNext = (character: string): boolean => {
    skip(space);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const isString = (): boolean => {
    skip(space);
    if (!skip(string)) return false;
    return isClosed();
  };
  const isClosed = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    return true;
  };
  const isKey = (): boolean => isString() && isNext(":");
  // A loop instead of recursion: a file that is not JSON may be nested as deep as it is long.
  const open: string[] = [];
  for (;;) {
    if (isNext("{")) {
      if (!isNext("}")) {
        open.push("}");
        if (!isKey()) return at;
        continue;
      }
    } else if (isNext("[")) {
      if (!isNext("]")) {
        open.push("]");
        continue;
      }
    } else if (text[at] === '"' ? !isString() : !skip(scalar)) return at;
    while (open.length > 0 && isNext(open.at(-1)!)) open.pop();
    const closing = open.at(-1);
    if (closing === undefined) {
      skip(space);
      return at;
    }
    if (!isNext(",")) return at;
    if (closing === "}" && !isKey()) return at;
  }
}

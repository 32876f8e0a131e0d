import {parseParameters, typeOfParameter} from "../../src/notebook/parameters.ts";

/**
 * The text of a cell in which a line with `@param` declares what its annotation allows, not just the
 * value that stands there now: `const kind = "max"; // @param ["max", "average"]` is either of the
 * two, so that `kind === "average"` in another cell is no mistake, whatever the reader chooses.
 *
 * No character moves: the type takes the place of the annotation.
 */
export function withParameterTypes(code: string): string {
  if (!code.includes("@param")) return code;
  let text = code;
  try {
    for (const parameter of parseParameters(code)) {
      const {end, declaration, isAnnotated} = parameter;
      if (!isAnnotated || declaration.includes(":")) continue;
      const comment = /^.*/.exec(code.slice(end))?.[0] ?? "";
      const type = ` as ${typeOfParameter(parameter)};`.padEnd(comment.length);
      if (type.length > comment.length) continue;
      text = text.slice(0, end) + type + text.slice(end + comment.length);
    }
  } catch {
    // An annotation that cannot be read is a comment.
    return code;
  }
  return text;
}

// The parameters of a notebook: what its cell tagged `parameters` declares, one a line,
//
//     const epochs = 3; // @param {type:"integer", min:1, max:10, quick:1} passes over the data
//
// with types, ranges and choices as Colab writes them. Pure: the lab, the runner, the kernel and
// sweeps read the same lines.

import {checkParameter, checkParameters, type Parameter, typeOfParameter} from "./parameter.ts";
import {
  type Annotation,
  literalPattern,
  type ParameterType,
  type ParameterValue,
  parseAnnotation,
  readLiteral
} from "./parameterAnnotation.ts";

export type {ParameterValue} from "./parameterAnnotation.ts";
export {
  allowed,
  checkParameter,
  checkParameters,
  type Parameter,
  typeOfParameter
} from "./parameter.ts";

/** A line that declares a parameter: its name, its value, its annotation. */
const declarationPattern = new RegExp(
  String.raw`^((?:const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n;]+)?=\s*)(${literalPattern})` +
    String.raw`[ \t]*;?[ \t]*(?://[ \t]*(@param\b)?(.*))?$`,
  "gm"
);

const annotationPattern = /\/\/[ \t]*@param\b.*$/gm;

/**
 * The parameters that the source of a cell declares, in order. A line without `@param` that declares
 * a number, text, `true` or `false` counts, too; its type is that of the value.
 *
 * @param source - the cell tagged `parameters`
 * @throws SyntaxError if an annotation is not well formed or stands on a line that declares no value
 * @throws RangeError if an annotation contradicts itself: the message names parameter and line
 *
 * @example
 * ```ts
 * const [epochs] = parseParameters('const epochs = 3; // @param {type:"integer", min:1} passes');
 * epochs.type; // "integer"
 * epochs.label; // "passes"
 * ```
 */
export function parseParameters(source: string): Parameter[] {
  const parameters: Parameter[] = [];
  const annotated = new Set<number>();
  for (const match of source.matchAll(declarationPattern)) {
    const [whole, declaration = "", name = "", text = "", mark, rest = ""] = match;
    const start = match.index + declaration.length;
    const at = {
      name,
      line: lineOf(source, start),
      start,
      end: start + text.length,
      declaration
    };
    if (mark !== undefined) annotated.add(lineOf(source, match.index + whole.length));
    if (parameters.some((other) => other.name === name)) {
      throw new SyntaxError(`parameters: a name is declared once, but ${place(at)} is there twice`);
    }
    try {
      const annotation = mark === undefined ? undefined : parseAnnotation(rest);
      parameters.push(toParameter(at, readLiteral(text), annotation, rest.trim()));
    } catch (cause) {
      const error = cause as Error;
      throw Object.assign(
        new (error instanceof RangeError ? RangeError : SyntaxError)(
          `parameters: ${place(at)}: ${error.message}`
        ),
        {cause}
      );
    }
  }
  for (const match of source.matchAll(annotationPattern)) {
    const line = lineOf(source, match.index);
    if (annotated.has(line)) continue;
    const text = source.split("\n")[line - 1]!.trim();
    throw new SyntaxError(
      `parameters: a line with @param is const name = value, where value is a number, text in quotes, ` +
        `true or false, but line ${line} is ${text}`
    );
  }
  return parameters;
}

function toParameter(
  at: Pick<Parameter, "name" | "line" | "start" | "end" | "declaration">,
  value: ParameterValue,
  annotation: Annotation | undefined,
  comment: string
): Parameter {
  const {choices, options = {}, label = comment} = annotation ?? {};
  const {min, max, step, scale, default: author = value, quick} = options;
  const parameter: Parameter = {
    ...at,
    type: typeFor(value, annotation),
    value,
    default: author,
    ...(quick !== undefined && {quick}),
    label,
    ...(min !== undefined && {min: min as number}),
    ...(max !== undefined && {max: max as number}),
    ...(step !== undefined && {step: step as number}),
    ...(scale === "log" && {scale}),
    ...(choices && {choices}),
    isSlider: options.type === "slider",
    isAnnotated: annotation !== undefined
  };
  checkRange(parameter, options);
  if (options.default !== undefined) checkParameter(parameter, author, "default");
  if (quick !== undefined) checkParameter(parameter, quick, "quick");
  return parameter;
}

function typeFor(value: ParameterValue, annotation: Annotation | undefined): ParameterType {
  const {type, min = 1, max = 1, step = 1, scale} = annotation?.options ?? {};
  const kind = typeof value as "number" | "string" | "boolean";
  const wanted = type === "slider" || type === "integer" ? "number" : type;
  const expected = wanted ?? (annotation?.choices && typeof annotation.choices[0]) ?? kind;
  if (expected !== kind) {
    throw new RangeError(`the value is a ${String(expected)}, but got ${JSON.stringify(value)}`);
  }
  if (type === "integer" && !Number.isInteger(value)) {
    throw new RangeError(`the value is a whole number, but got ${JSON.stringify(value)}`);
  }
  // As in Colab a slider without a step goes by ones.
  const goesByOnes = [value, min, max, step].every(Number.isInteger) && scale !== "log";
  if (type === "integer" || (type === "slider" && goesByOnes)) return "integer";
  return kind;
}

function checkRange(
  {type, min, max, step, scale}: Parameter,
  options: Annotation["options"]
): void {
  const isNumeric = type === "integer" || type === "number";
  const given = ["min", "max", "step", "scale"].filter((name) => options[name] !== undefined);
  if (!isNumeric && given.length > 0) {
    throw new RangeError(`only numbers have ${given.join(", ")}, but the type is ${type}`);
  }
  if (options.type === "slider" && (min === undefined || max === undefined)) {
    throw new RangeError("a slider has min and max");
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw new RangeError(`min is at most max, but got ${min} and ${max}`);
  }
  if (step !== undefined && step <= 0) throw new RangeError(`step is above 0, but got ${step}`);
  if (scale === "log" && !(min !== undefined && min > 0)) {
    throw new RangeError(`a log scale has a min above 0, but got ${min ?? "none"}`);
  }
}

/** The values that a quick run takes: `quick:` where an author gives it. */
export function quickValues(parameters: readonly Parameter[]): Record<string, ParameterValue> {
  return Object.fromEntries(
    parameters.flatMap(({name, quick}) => (quick === undefined ? [] : [[name, quick]]))
  );
}

/**
 * The code that gives parameters other values: run after the cell that declares them, as a cell
 * tagged `injected-parameters`. The declarations are those of the author, with the
 * type of all values that are allowed.
 *
 * @param values - by name; those that are not there keep the author's value
 * @throws RangeError as {@link checkParameters}
 *
 * @example
 * ```ts
 * injectedSource([epochs], {epochs: 5}); // "// Parameters\nconst epochs: number = 5;"
 * ```
 */
export function injectedSource(
  parameters: readonly Parameter[],
  values: Readonly<Record<string, unknown>>
): string {
  const checked = checkParameters(parameters, values);
  const lines = parameters
    .filter(({name}) => Object.hasOwn(checked, name))
    .map((parameter) => `${declarationOf(parameter)} ${JSON.stringify(checked[parameter.name])};`);
  return ["// Parameters", ...lines].join("\n");
}

/** `const kind: "max" | "average" =`; a constant's own type would be its value alone. */
function declarationOf(parameter: Parameter): string {
  const declaration = parameter.declaration.trimEnd();
  if (declaration.includes(":") || !parameter.isAnnotated) return declaration;
  return declaration.replace(/\s*=$/, `: ${typeOfParameter(parameter)} =`);
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

function place({name, line}: {name: string; line: number}): string {
  return `${name} (line ${line})`;
}

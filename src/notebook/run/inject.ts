import {withIds} from "../cellIds.ts";
import {type Cell, codeCell, languageOf, type Notebook, tagsOf} from "../notebook.ts";
import {
  checkParameters,
  injectedSource,
  type Parameter,
  type ParameterValue,
  parseParameters,
  quickValues
} from "../parameters.ts";

/** The parameters of a notebook: those that its cell tagged `parameters` declares. */
export function parametersOf({cells}: Notebook): Parameter[] {
  const cell = cells.find((cell) => isParametersCell(cell));
  return cell ? parseParameters(cell.source) : [];
}

export interface ParameterChoice {
  /** Values by name, as text or as they are. */
  values?: Readonly<Record<string, unknown>>;
  /** Whether the rest take the values that the author gives for a quick run. */
  quick?: boolean;
}

/** A notebook with other parameters, and what they are. */
export interface Injected {
  notebook: Notebook;
  /** The values that were given, or taken for a quick run. */
  given: Record<string, ParameterValue>;
  /** The author's values. */
  defaults: Record<string, ParameterValue>;
  /** The values that hold. */
  parameters: Record<string, ParameterValue>;
  /** Names of those that are not the author's. */
  changed: string[];
}

/**
 * Gives a notebook's parameters other values: a cell tagged `injected-parameters` after the one
 * tagged `parameters`, in place of one that is there.
 *
 * @throws SyntaxError or RangeError if the parameters cell cannot be read, there is no parameter of
 *   a name, or a value is not allowed
 */
export function injectParameters(
  notebook: Notebook,
  {values = {}, quick = false}: ParameterChoice = {}
): Injected {
  const parameters = parametersOf(notebook);
  if (parameters.length === 0 && Object.keys(values).length > 0) {
    const names = Object.keys(values).join(", ");
    const language = languageOf(notebook) ?? "typescript";
    if (!["typescript", "javascript"].includes(language)) {
      throw new RangeError(
        `parameters are read from TypeScript cells, but the language is ${language}`
      );
    }
    const isThere = notebook.cells.some((cell) => isParametersCell(cell));
    throw new RangeError(
      isThere
        ? `the cell tagged "parameters" declares none, but got ${names}`
        : `no cell is tagged "parameters", but got ${names}`
    );
  }
  const given = {...(quick && quickValues(parameters)), ...checkParameters(parameters, values)};
  const byName = (value: (parameter: Parameter) => ParameterValue): Injected["parameters"] =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, value(parameter)]));
  const held = byName(({name, value}) => given[name] ?? value);
  const defaults = byName((parameter) => parameter.default);
  return {
    notebook: {...notebook, cells: withInjected(notebook.cells, parameters, given)},
    given,
    defaults,
    parameters: held,
    changed: Object.keys(held).filter((name) => held[name] !== defaults[name])
  };
}

function withInjected(
  cells: readonly Cell[],
  parameters: readonly Parameter[],
  given: Record<string, ParameterValue>
): Cell[] {
  if (Object.keys(given).length === 0) return [...cells];
  const others = cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const at = others.findIndex((cell) => isParametersCell(cell)) + 1;
  const injected = codeCell(injectedSource(parameters, given), {
    id: "injected-parameters",
    metadata: {tags: ["injected-parameters"]}
  });
  return withIds([...others.slice(0, at), injected, ...others.slice(at)]);
}

function isParametersCell(cell: Cell): boolean {
  return cell.cell_type === "code" && tagsOf(cell).includes("parameters");
}

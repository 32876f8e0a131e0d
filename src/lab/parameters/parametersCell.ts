import type {Cell} from "@jupyterlab/cells";
import {NotebookActions, type NotebookPanel} from "@jupyterlab/notebook";
import {injectedSource, type Parameter, type ParameterValue} from "../../notebook/parameters.ts";

/** The place of the cell tagged `parameters` among a notebook's cells, or -1. */
export function parametersIndex({content}: NotebookPanel): number {
  return content.widgets.findIndex(
    ({model}) =>
      model.type === "code" &&
      ((model.getMetadata("tags") as string[] | undefined) ?? []).includes("parameters")
  );
}

/** Values by name. */
export type Values = Readonly<Record<string, ParameterValue>>;

/**
 * Runs a notebook with other values of its parameters: all cells to the one that declares them, the
 * code that gives the values, all cells after it. The notebook's own code stays as it is.
 *
 * @returns whether every cell ran without error
 * @throws Error if the values cannot be given
 */
export async function runWith(
  panel: NotebookPanel,
  parameters: readonly Parameter[],
  values: Values
): Promise<boolean> {
  const {content, sessionContext} = panel;
  const at = parametersIndex(panel);
  const run = (cells: readonly Cell[]): Promise<boolean> =>
    cells.length === 0
      ? Promise.resolve(true)
      : NotebookActions.runCells(content, cells, sessionContext);
  if (!(await run(content.widgets.slice(0, at + 1)))) return false;
  await giveValues(panel, parameters, values);
  return run(content.widgets.slice(at + 1));
}

/**
 * Gives the notebook's kernel values of its parameters, as a cell after the one that declares them would.
 *
 * @throws Error if there is no kernel, or the code fails in it
 */
async function giveValues(
  {sessionContext}: NotebookPanel,
  parameters: readonly Parameter[],
  values: Values
): Promise<void> {
  const kernel = sessionContext.session?.kernel;
  if (!kernel) throw new Error("the notebook has no kernel");
  const changed = parameters.filter(({name, value}) => values[name] !== value);
  if (changed.length === 0) return;
  const code = injectedSource(
    parameters,
    Object.fromEntries(changed.map(({name}) => [name, values[name]]))
  );
  const {content} = await kernel.requestExecute({code, store_history: false}).done;
  if (content.status === "ok") return;
  const why = content.status === "error" ? content.evalue : content.status;
  throw new Error(`the values could not be given: ${why}`);
}

/** Writes values into the lines that declare the parameters. */
export function writeValues(
  panel: NotebookPanel,
  parameters: readonly Parameter[],
  values: Values
): void {
  const cell = panel.content.widgets[parametersIndex(panel)];
  if (!cell) return;
  const {sharedModel} = cell.model;
  sharedModel.transact(() => {
    // From the end, so that the places of those before stay.
    for (const {name, start, end} of [...parameters].sort((a, b) => b.start - a.start)) {
      const text = JSON.stringify(values[name]);
      const source = sharedModel.getSource();
      if (source.slice(start, end) !== text) sharedModel.updateSource(start, end, text);
    }
  });
}

import {type Notebook, serializeNotebook} from "../notebook.ts";
import type {NumberedFigure} from "./cells.ts";

const plotly = "application/vnd.plotly.v1+json";

/**
 * The notebook for its report to hold, so that a reader can open it again, outputs and all. A figure that
 * the page draws is in it already: in its place stands its number, `{"$figure": 3}`, and the page puts it
 * back.
 *
 * @param figures - the figures of the page, the very objects that are in the notebook
 */
export function attachedNotebook(notebook: Notebook, figures: readonly NumberedFigure[]): unknown {
  const numbers = new Map<unknown, number>(figures.map(({spec, number}) => [spec, number]));
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code"
      ? cell
      : {...cell, outputs: cell.outputs.map((output) => withNumber(output, numbers))}
  );
  return JSON.parse(serializeNotebook({...notebook, cells} as Notebook));
}

function withNumber(output: Record<string, unknown>, numbers: Map<unknown, number>): unknown {
  const data = output.data as Record<string, unknown> | undefined;
  const number = numbers.get(data?.[plotly]);
  return number === undefined ? output : {...output, data: {...data, [plotly]: {$figure: number}}};
}

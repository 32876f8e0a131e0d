import {explorer} from "./explorer.ts";
import {type Figure, figure, type FigureSpec} from "./figure.ts";
import {pictureAxes, toPicture} from "./image.ts";
import {backwardPanels} from "./microscopeBackward.ts";
import {forwardPanels} from "./microscopeForward.ts";
import {layOut} from "./microscopeLayout.ts";
import type {MicroscopeStep} from "./microscopeStep.ts";
import {list, readArray, sentence, short, type Values} from "./values.ts";

export interface MicroscopeOptions {
  title?: string;
  /** What made the number, or what came back to it; defaults to `"forward"`. */
  direction?: "forward" | "backward";
  /** The pixel that is shown first; defaults to the one with the greatest value, or gradient. */
  start?: readonly [row: number, column: number];
  /** The values that are black and white in the picture; defaults as for `image`. */
  range?: readonly [number, number];
}

/**
 * Shows a number of a feature map under the microscope: what it sees of the picture, its window, the
 * weights, the products, and how they add up; or, backward, the gradient that came back to it, the units that
 * it came from, and what is sent on. Of a window of many channels, the one that counts most is shown. With
 * several numbers of one map, sliders choose among them, as does a click on a pixel of the map.
 *
 * @param x - the picture, as `image` takes it
 * @param views - what `inspect.microscope` found for one pixel, or `inspect.microscopeSteps` for many
 * @throws RangeError if there is no view, or none has a gradient though `direction` is `"backward"`
 *
 * @example
 * ```ts
 * const look = {layer: "conv2d_1", channel: 3, gradientOf: {score: 7}};
 * const views = await inspect.microscopeSteps(model, digit, look);
 * microscope(digit, views);
 * microscope(digit, views, {direction: "backward"});
 * ```
 */
export function microscope(
  x: Values,
  views: MicroscopeStep | readonly MicroscopeStep[],
  options: MicroscopeOptions = {}
): Figure {
  const caller = "microscope";
  const picture = toPicture(readArray(x, caller, "x", [2, 3], pictureAxes), caller);
  const all = "layer" in views ? [views] : views;
  const {direction = "forward", range} = options;
  if (all.length === 0) throw new RangeError(`${caller}: expected at least one view, but got none`);
  if (direction === "backward" && !all.every(({backward}) => backward)) {
    throw new RangeError(
      `${caller}: direction "backward" needs views with a gradient (gradientOf), but they have none`
    );
  }
  const {start = placeOfMost(all, direction)} = options;
  const {layer, channel} = all[0];
  const title =
    options.title ??
    (direction === "forward" ? `What makes a number in ${layer}` : `What comes back to ${layer}`);
  const rows = [...new Set(all.map(({row}) => row))];
  const columns = [...new Set(all.map(({column}) => column))];
  const isGrid = rows.length * columns.length === all.length;
  const nameOf = ({row, column}: MicroscopeStep): string =>
    isGrid
      ? (columns.length > 1
          ? [rows.indexOf(row), columns.indexOf(column)]
          : [rows.indexOf(row)]
        ).join()
      : `${all.findIndex((one) => one.row === row && one.column === column)}`;
  // Which picture a click on a pixel of the map leads to: the nearest that there is.
  const nearest = (row: number, column: number): string =>
    nameOf(
      all.reduce((best, one) =>
        Math.hypot(one.row - row, one.column - column) <
        Math.hypot(best.row - row, best.column - column)
          ? one
          : best
      )
    );
  const panels =
    direction === "forward"
      ? forwardPanels(picture, all, range)
      : backwardPanels(picture, all, range);
  const draw = (view: MicroscopeStep): FigureSpec =>
    layOut(panels(view), {
      title,
      note: `${view.kind}, map ${channel}, row ${view.row}, column ${view.column}`,
      goTo: all.length > 1 ? nearest : undefined
    });
  const first = all.find(({row, column}) => row === start[0] && column === start[1]) ?? all[0];
  const alt = `${sentence(title)} ${inWords(first, direction)}`;
  if (all.length === 1) return figure(draw(first), {alt});
  const at = (values: readonly number[], value: number): number =>
    Math.max(0, values.indexOf(value));
  if (!isGrid) {
    const values = all.map(({row, column}) => `${row}, ${column}`);
    const knob = {name: "row, column", values, start: all.indexOf(first)};
    return explorer([knob], ([k]) => draw(all[k]), {alt});
  }
  const knobs = [
    {name: `row in ${layer}`, values: rows, start: at(rows, first.row)},
    {name: `column in ${layer}`, values: columns, start: at(columns, first.column)}
  ];
  return explorer(
    columns.length > 1 ? knobs : knobs.slice(0, 1),
    ([i, j = 0]) => draw(all.find(({row, column}) => row === rows[i] && column === columns[j])!),
    {alt}
  );
}

/** The place of the greatest value, or of the greatest gradient before the activation. */
function placeOfMost(
  views: readonly MicroscopeStep[],
  direction: "forward" | "backward"
): readonly [number, number] {
  const sizeOf = ({value, backward}: MicroscopeStep): number =>
    Math.abs(direction === "forward" ? value : backward!.delta);
  const {row, column} = views.reduce((best, one) => (sizeOf(one) > sizeOf(best) ? one : best));
  return [row, column];
}

function inWords(view: MicroscopeStep, direction: "forward" | "backward"): string {
  const {layer, kind, row, column, channel, field, backward} = view;
  const where = `Row ${row}, column ${column} of map ${channel} of ${layer} (${kind})`;
  if (direction === "backward" && backward) {
    const shares = backward.sources.map(({layer, share}) => `${short(share)} from ${layer}`);
    return sentence(
      `${where}: gradient ${short(backward.arrived)} arrived (${list(shares)}), ` +
        `${short(backward.delta)} before the activation`
    );
  }
  const {window, sum, bias, result, activation, value} = view;
  return sentence(
    `${where} sees ${field.height}×${field.width} pixels; ${window.data.length} products sum to ` +
      `${short(sum)}, with bias ${short(bias)} that is ${short(result)}, ${activation} makes ${short(value)} of it`
  );
}

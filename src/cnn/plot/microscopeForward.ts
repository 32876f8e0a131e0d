// The panels of the microscope that show how a number comes about.
import type {Picture} from "./image.ts";
import type {LedgerLine, Place, Rows} from "./microscopeLayout.ts";
import type {MicroscopeStep} from "./microscopeStep.ts";
import {rangeFrom, symmetricRange} from "./panels.ts";
import {colorscales} from "./theme.ts";
import {short, toRows} from "./values.ts";

/** Lines of the ledger for the channels that count most; the others are one line. */
const maxLines = 4;
/** Likewise of a window of one pixel, whose products stand in the ledger. */
const maxProducts = 10;

/** A function from a view to its panels, which all have the same colours. */
export function forwardPanels(
  picture: Picture,
  views: readonly MicroscopeStep[],
  range?: readonly [number, number]
): (view: MicroscopeStep) => Rows {
  const values = (of: (view: MicroscopeStep) => Iterable<number>): number[] =>
    views.flatMap((view) => ends(of(view)));
  const windows = rangeFrom(values(({window}) => window.data));
  const weights = symmetricRange(values(({kernel}) => kernel.data));
  const products = symmetricRange(values(({products}) => products.data));
  const [, end] = symmetricRange(values(({sum, result, value}) => [sum, result, value]));
  return (view) => {
    const {map, from, kind, window} = view;
    const [height, width] = map.shape;
    const [tall, wide, depth] = window.shape;
    const k = greatest(view);
    const of = depth > 1 ? `, ${nameOf(view, k)}` : "";
    const grid = (data: ArrayLike<number>): (number | null)[][] =>
      toRows(data, tall, wide, {start: k, step: depth, digits: 4});
    const above: Rows[number] = [
      seenPlace(picture, view, range),
      {
        what: "map",
        title: `map ${view.channel}, ${height}×${width}`,
        z: toRows(map.data, height, width, {digits: 4}),
        colorscale: colorscales.sequential,
        range: rangeFrom(map.data),
        at: [view.row, view.column]
      }
    ];
    const source = from.length > 1 ? `${from.length} layers` : from[0];
    if (tall * wide === 1) {
      const title = `value × weight, of ${source}`;
      return [above, [{what: "ledger", title, lines: ledger(view, maxProducts), end}]];
    }
    return [
      above,
      [
        numbers(`window on ${source}${of}`, grid(window.data), {
          colorscale: colorscales.gray,
          range: windows,
          first: [view.rows[0], view.columns[0]]
        }),
        numbers(`× ${/Pooling/.test(kind) ? "weights" : "kernel"}`, grid(view.kernel.data), {
          colorscale: colorscales.diverging,
          range: weights
        })
      ],
      [
        numbers(`= products${of}`, grid(view.products.data), {
          colorscale: colorscales.diverging,
          range: products
        }),
        {what: "ledger", title: "and all summed up", lines: ledger(view, maxLines), end}
      ]
    ];
  };
}

/** The picture, and what the number sees of it. */
export function seenPlace(
  picture: Picture,
  {field}: MicroscopeStep,
  range: readonly [number, number] | undefined
): Place {
  const {height, width, seen} = field;
  const all = seen.height === picture.height && seen.width === picture.width;
  const title = all ? "it sees the whole picture" : `it sees ${height}×${width} pixels`;
  return {what: "picture", picture, range, title, box: field, seen};
}

/** A window of one pixel has one product for each channel. */
function productOf({window, kernel, products}: MicroscopeStep, k: number): string | undefined {
  if (window.shape[0] * window.shape[1] > 1) return undefined;
  const [value, weight, product] = [window, kernel, products].map(({data}) => short(data[k], 3));
  return `${value} × ${weight} = ${product}`;
}

/** A grid of numbers. */
export const numbers = (
  title: string,
  z: (number | null)[][],
  rest: {colorscale: unknown; range: readonly [number, number]; first?: readonly [number, number]}
): Place => ({what: "numbers", title, z, ...rest});

/** The least and the greatest, which are all that a range needs. */
export function ends(values: Iterable<number>): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** The sum of the products of each channel. */
function byChannel({products: {shape, data}}: MicroscopeStep): number[] {
  const sums = new Array<number>(shape[2]).fill(0);
  data.forEach((product, k) => (sums[k % shape[2]] += product));
  return sums;
}

/** The channel whose products sum to the most. */
export function greatest(view: MicroscopeStep): number {
  const sums = byChannel(view).map(Math.abs);
  return sums.indexOf(Math.max(...sums));
}

/** What a place along the window's last axis is called. */
export function nameOf({depth, from}: MicroscopeStep, k: number): string {
  return depth.of === "layer" ? from[k] : `${depth.of} ${depth.numbers[k]}`;
}

function ledger(view: MicroscopeStep, maxLines: number): LedgerLine[] {
  const sums = byChannel(view);
  const order = [...sums.keys()].sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
  const named = order.slice(0, sums.length > maxLines + 1 ? maxLines : maxLines + 1);
  const rest = order.slice(named.length);
  const lines: LedgerLine[] =
    sums.length === 1
      ? [{name: "products:", value: view.sum}]
      : named.map((k) => ({name: `${nameOf(view, k)}:`, text: productOf(view, k), value: sums[k]}));
  if (rest.length > 0) {
    const value = rest.reduce((sum, k) => sum + sums[k], 0);
    lines.push({name: `${rest.length} others:`, value});
  }
  lines.push(
    {name: "+ bias:", value: view.bias},
    {name: "= result:", value: view.result, isResult: true}
  );
  if (view.activation !== "linear") {
    lines.push({name: `${view.activation} →`, value: view.value, isResult: true});
  }
  return lines;
}

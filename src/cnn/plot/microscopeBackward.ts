// The panels of the microscope that show what comes back to a number.
import type {Picture} from "./image.ts";
import {ends, greatest, nameOf, numbers, seenPlace} from "./microscopeForward.ts";
import type {LedgerLine, Rows} from "./microscopeLayout.ts";
import type {MicroscopeStep} from "./microscopeStep.ts";
import {symmetricRange} from "./panels.ts";
import {colorscales} from "./theme.ts";
import {short, toRows} from "./values.ts";

/** Lines of the ledger for the units that most comes from; the others are one line. */
const maxLines = 5;

/** A function from a view to its panels, which all have the same colours. */
export function backwardPanels(
  picture: Picture,
  views: readonly MicroscopeStep[],
  range?: readonly [number, number]
): (view: MicroscopeStep) => Rows {
  type Backward = NonNullable<MicroscopeStep["backward"]>;
  const values = (of: (backward: Backward) => Iterable<number>): number[] =>
    views.flatMap(({backward}) => ends(of(backward!)));
  const sent = symmetricRange(values(({sends}) => sends.data));
  const learned = symmetricRange(values(({kernelGradient}) => kernelGradient.data));
  // As many lines in every picture, so that the table does not jump.
  const most = Math.max(...views.map((view) => sharesOf(view).length));
  const [, end] = symmetricRange(values(({arrived, delta}) => [arrived, delta]));
  return (view) => {
    const {backward, window} = view;
    const {map, of, sends, kernelGradient} = backward!;
    const [height, width] = map.shape;
    const [tall, wide, depth] = window.shape;
    const k = greatest(view);
    const channel = depth > 1 ? `, ${nameOf(view, k)}` : "";
    const goal = "score" in of ? `score ${of.score}` : `loss of ${of.loss}`;
    const grid = (data: ArrayLike<number>): (number | null)[][] =>
      toRows(data, tall, wide, {start: k, step: depth, digits: 4});
    const diverging = colorscales.diverging;
    return [
      [
        seenPlace(picture, view, range),
        {
          what: "map",
          title: `∂ ${goal} / ∂ map ${view.channel}`,
          z: toRows(map.data, height, width, {digits: 4}),
          colorscale: diverging,
          range: symmetricRange(map.data),
          at: [view.row, view.column]
        }
      ],
      [
        {
          what: "ledger",
          title: "what comes back: gradient × weight",
          lines: ledger(view, Math.min(most, maxLines), most > maxLines),
          end
        }
      ],
      [
        numbers("it sends on", grid(sends.data), {
          colorscale: diverging,
          range: sent,
          first: [view.rows[0], view.columns[0]]
        }),
        numbers(`∂ kernel${channel}`, grid(kernelGradient.data), {
          colorscale: diverging,
          range: learned
        })
      ]
    ];
  };
}

/** What comes back from each unit, the most first. */
function sharesOf({backward}: MicroscopeStep): LedgerLine[] {
  return backward!.sources
    .flatMap(({layer, share, units}) =>
      units.length === 0
        ? [{name: `${layer}:`, value: share}]
        : units.map(({row, column, channel, gradient, weight, share}) => ({
            name: `${layer} (${row}, ${column}) ${channel}:`,
            text: `${short(gradient, 2)} × ${short(weight, 2)} = ${short(share, 3)}`,
            value: share
          }))
    )
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

function ledger(view: MicroscopeStep, count: number, hasOthers: boolean): LedgerLine[] {
  const {arrived, slope, delta} = view.backward!;
  const all = sharesOf(view);
  const lines = all.slice(0, count);
  while (lines.length < count) lines.push({name: "", text: "", value: 0});
  if (hasOthers) {
    const rest = all.slice(count);
    const value = rest.reduce((sum, one) => sum + one.value, 0);
    lines.push({name: `${rest.length.toLocaleString("en-US")} others:`, value});
  }
  return [
    ...lines,
    {name: "arrived:", value: arrived, isResult: true},
    {
      name:
        slope === undefined
          ? `back through ${view.activation}:`
          : `× slope of ${view.activation} ${short(slope, 3)} =`,
      value: delta,
      isResult: true
    }
  ];
}

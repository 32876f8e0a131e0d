// How the panels of the microscope lie in its figure.
import type {FigureSpec, Trace} from "./figure.ts";
import {pictureTrace, rangeOf, type Picture} from "./image.ts";
import {boxTrace, columns, type Panel, panelLayout, panelTitle, panelTrace} from "./panels.ts";
import {colorscales, grey, heading} from "./theme.ts";
import {short} from "./values.ts";

/** A line of a sum: a name, a number, and whether it is a result of the lines above. */
export interface LedgerLine {
  name: string;
  /** What is shown for it; defaults to the number. */
  text?: string;
  value: number;
  isResult?: boolean;
}

/** What may stand in one place of the figure. */
export type Place =
  | {what: "picture"; picture: Picture; range?: readonly [number, number]; title: string; box: Rectangle; seen: Rectangle}
  | {what: "map"; title: string; z: (number | null)[][]; colorscale: unknown; range: readonly [number, number]; at: readonly [number, number]}
  | {what: "numbers"; title: string; z: (number | null)[][]; first?: readonly [number, number]; colorscale: unknown; range: readonly [number, number]}
  | {what: "ledger"; title: string; lines: readonly LedgerLine[]; end: number}; // prettier-ignore

interface Rectangle {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The places of the figure, row by row: one across the page, or two side by side. */
export type Rows = readonly (readonly Place[])[];

const panelHeight = 190;
const below = 44;
const above = 24;
const lineHeight = 22;

/** Traces and layout of the panels. */
export function layOut(
  rows: Rows,
  {title, note, goTo}: {title: string; note: string; goTo?: (row: number, column: number) => string}
): FigureSpec {
  const heights = rows.map((places) => Math.max(...places.map(heightOf)) + above + below);
  const total = heights.reduce((sum, height) => sum + height, 0);
  const top = heading(title, note, {l: 16, r: 16, b: 8});
  const data: Trace[] = [];
  const layout: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  let used = 0;
  let axis = 0;
  rows.forEach((places, r) => {
    places.forEach((place, c) => {
      const suffix = axis === 0 ? "" : `${axis + 1}`;
      ++axis;
      const upper = 1 - (used + above) / total;
      const domain: Panel["domain"] = {
        x: places.length === 1 ? [0.02, 0.98] : c === 0 ? columns.left : columns.right,
        y: [upper - heightOf(place) / total, upper].map((v) => Number(v.toFixed(4))) as [
          number,
          number
        ]
      };
      const drawn = draw(place, suffix, domain, c === 0 ? "right" : "left", goTo);
      data.push(...drawn.data);
      Object.assign(layout, drawn.axes);
      annotations.push(drawn.annotation);
    });
    used += heights[r];
  });
  return {
    data,
    layout: {
      ...top,
      height: Math.round(total + top.margin.t + top.margin.b),
      showlegend: false,
      hovermode: "closest",
      ...layout,
      annotations
    }
  };
}

const heightOf = (place: Place): number =>
  place.what === "ledger" ? Math.max(panelHeight, lineHeight * place.lines.length) : panelHeight;

interface Drawn {
  data: Trace[];
  axes: Record<string, unknown>;
  annotation: Record<string, unknown>;
}

function draw(
  place: Place,
  suffix: string,
  domain: Panel["domain"],
  toward: Panel["toward"],
  goTo: ((row: number, column: number) => string) | undefined
): Drawn {
  if (place.what === "ledger") return drawLedger(place, suffix, domain);
  const on = {xaxis: `x${suffix}`, yaxis: `y${suffix}`};
  if (place.what === "picture") {
    const {picture, range, box, seen, title} = place;
    const {height, width} = picture;
    const z = Array.from({length: height}, () => new Array<number>(width).fill(0));
    const panel = {
      ...place,
      title,
      suffix,
      z,
      domain,
      toward,
      colorscale: [],
      range: [0, 1] as const
    };
    const {axes, annotation} = panelLayout(panel);
    const {xaxis, yaxis} = rangesOf(picture, box);
    Object.assign(axes[`xaxis${suffix}`] as object, {range: xaxis});
    Object.assign(axes[`yaxis${suffix}`] as object, {range: yaxis});
    return {
      data: [
        {...pictureTrace(picture, range ?? rangeOf(picture.data)), ...on},
        {
          ...around(suffix, box, grey),
          line: {color: grey, width: 2, dash: "dot"},
          cliponaxis: true
        },
        {...around(suffix, seen), line: {color: "#e69f00", width: 3}}
      ],
      axes,
      annotation
    };
  }
  const panel: Panel = {...place, suffix, domain, toward};
  const {axes, annotation} = panelLayout(panel);
  if (place.what === "map") {
    const [row, column] = place.at;
    return {
      data: [
        {
          ...panelTrace(panel),
          xgap: 0,
          ygap: 0,
          texttemplate: "",
          // Where a front end can, a click leads to this picture.
          ...(goTo && {customdata: place.z.map((line, i) => line.map((_, j) => goTo(i, j)))})
        },
        {...boxTrace(suffix, [row], [column]), line: {color: "#ffffff", width: 5}},
        {...boxTrace(suffix, [row], [column]), line: {color: "#d55e00", width: 2.5}}
      ],
      axes,
      annotation
    };
  }
  const {trace, factor} = numbered(panel);
  if (factor) annotation.text = `${place.title} (${factor})`;
  return {
    data: [trace],
    axes,
    annotation
  };
}

/** The numbers of a panel, as a multiple of a power of ten where they would be long. */
function numbered(panel: Panel): {trace: Trace; factor: string} {
  const [least, most] = panel.range;
  const size = Math.floor(Math.log10(Math.max(Math.abs(least), Math.abs(most))));
  const exponent = size < -1 || size > 2 ? size : 0;
  const factor = exponent === 0 ? "" : `· 10${superscript(exponent)}`;
  const columns = panel.z[0].length;
  const digits = Math.max(0, (columns > 5 ? 1 : 2) - Math.max(0, size - exponent));
  const scale = 10 ** exponent;
  const z = panel.z.map((row) =>
    row.map((value) => (value === null ? null : Number((value / scale).toPrecision(4))))
  );
  const trace = panelTrace({...panel, z, range: [least / scale, most / scale]});
  return {
    trace: {
      ...trace,
      texttemplate: columns <= 7 ? `%{z:.${digits}~f}` : "",
      textfont: {size: columns > 5 ? 8 : columns > 4 ? 9 : 11},
      hovertemplate: `row %{y}, column %{x}<br>%{z} ${factor}<extra></extra>`
    },
    factor
  };
}

const superscript = (n: number): string =>
  `${n}`.replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);

/** Room for the box beyond the picture, but not so much that the picture gets small. */
function rangesOf(
  {height, width}: Picture,
  {top, left, ...box}: Rectangle
): {xaxis: [number, number]; yaxis: [number, number]} {
  const most = Math.ceil(0.12 * Math.max(height, width));
  const before = Math.min(most, Math.max(0, -top, -left));
  const after = Math.min(most, Math.max(0, top + box.height - height, left + box.width - width));
  const room = Math.max(before, after, 1);
  return {
    xaxis: [-room - 0.5, width + room - 0.5],
    yaxis: [height + room - 0.5, -room - 0.5]
  };
}

const around = (suffix: string, {top, left, height, width}: Rectangle, color?: string): Trace =>
  boxTrace(suffix, [top, top + height - 1], [left, left + width - 1], color);

/** A sum as a table whose lines are coloured by their numbers. */
function drawLedger(
  {title, lines, end}: Extract<Place, {what: "ledger"}>,
  suffix: string,
  domain: Panel["domain"]
): Drawn {
  const hidden = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: "",
    fixedrange: true
  };
  return {
    data: [
      {
        type: "heatmap",
        z: lines.map(({value}) => [value]),
        text: lines.map(({name, text, value, isResult}) => {
          const line = `${name} ${text ?? short(value, 3)}`;
          return [isResult ? `<b>${line}</b>` : line];
        }),
        texttemplate: "%{text}",
        textfont: {size: 11},
        zmin: -end,
        zmax: end,
        colorscale: colorscales.diverging,
        showscale: false,
        xgap: 0,
        ygap: 1,
        hovertemplate: "%{text}<extra></extra>",
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`
      }
    ],
    axes: {
      [`xaxis${suffix}`]: {...hidden, domain: domain.x, anchor: `y${suffix}`, range: [-0.5, 0.5]},
      [`yaxis${suffix}`]: {
        ...hidden,
        domain: domain.y,
        anchor: `x${suffix}`,
        range: [lines.length - 0.5, -0.5]
      }
    },
    annotation: panelTitle(title, suffix)
  };
}

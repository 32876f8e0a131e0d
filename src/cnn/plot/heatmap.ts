import {type Figure, figure} from "./figure.ts";
import {checkLabels} from "./imageGrid.ts";
import {paint, toDataUri, toVisiblePng} from "./pixels.ts";
import {colorbar, colorbarHeight, colorscales, heading} from "./theme.ts";
import {
  factsOf,
  inWords,
  plural,
  sentence,
  short,
  readArray,
  toRows,
  type Values
} from "./values.ts";

export interface HeatmapOptions {
  title?: string;
  /** What the columns are, with their unit; defaults to `"column"`. */
  xTitle?: string;
  /** What the rows are, with their unit; defaults to `"row"`. */
  yTitle?: string;
  /** What the values are, with their unit; defaults to `"value"`. */
  valueTitle?: string;
  /** Name of each column; defaults to its number. */
  xLabels?: readonly (string | number)[];
  /** Name of each row; defaults to its number. */
  yLabels?: readonly (string | number)[];
  /**
   * `"diverging"`, symmetric around 0, `"sequential"` or `"gray"`; defaults to `"diverging"` where there
   * are values on both sides of 0, else to `"sequential"`.
   */
  colorscale?: keyof typeof colorscales;
  /** The values at the two ends of the colour scale; defaults to the least and the greatest. */
  range?: readonly [number, number];
  /** Whether each cell shows its number; defaults to where they fit, up to 12 columns. */
  showNumbers?: boolean;
}

const maxNumberedColumns = 12;
/** Beyond this many cells the colours are sent as a PNG file, not as numbers. */
const maxNumbers = 128 * 128;

/**
 * Draws a matrix as colours, row 0 on top, its cells square unless that would make a strip.
 *
 * @param matrix - values, `[rows, columns]`
 * @throws RangeError if it has another number of axes, or as many labels as rows or columns are not given
 *
 * @example
 * ```ts
 * heatmap([[1, 0, -1], [1, 0, -1]], {title: "Weights"}).alt;
 * // "Weights. 2 rows, 3 columns, values from −1 to 1, mean 0; least (−1) at row 0, column 2,
 * // greatest (1) at row 0, column 0."
 * ```
 */
export function heatmap(matrix: Values, options: HeatmapOptions = {}): Figure {
  const {
    title = "Heat map",
    xTitle = "column",
    yTitle = "row",
    valueTitle = "value",
    xLabels,
    yLabels
  } = options;
  const {shape, data} = readArray(matrix, "heatmap", "matrix", [2], "[rows, columns]");
  const [rows, columns] = shape;
  checkLabels(xLabels, columns, "heatmap", "column");
  checkLabels(yLabels, rows, "heatmap", "row");
  const facts = factsOf(data);
  const {colorscale = facts.min < 0 && facts.max > 0 ? "diverging" : "sequential"} = options;
  const range = options.range ?? rangeFor(colorscale, facts);
  const {showNumbers = columns <= maxNumberedColumns && rows <= 2 * maxNumberedColumns} = options;
  const drawn = rows * columns > maxNumbers;
  const square = columns / rows < 4 && rows / columns < 2;
  const colors = colorscales[colorscale];
  const where = `${yTitle} %{y}, ${xTitle} %{x}`;
  const axis = (
    n: number,
    text: string,
    labels: readonly (string | number)[] | undefined
  ): Record<string, unknown> => ({
    title: {text},
    showgrid: false,
    zeroline: false,
    constrain: "domain",
    ...(labels
      ? {tickvals: labels.map((_, k) => k), ticktext: labels.map((label) => `${label}`)}
      : n <= 12
        ? {dtick: 1}
        : {tickformat: "d", nticks: 8})
  });
  const picture = (): ReturnType<typeof paint> => paint(data, rows, columns, colors, range);
  const top = heading(title);
  top.margin.t += colorbarHeight;
  const height = square
    ? Math.round(Math.min(440, Math.max(180, (480 * rows) / columns))) + top.margin.t + 50
    : 420;
  const scale = {
    colorscale: colors,
    cmin: range[0],
    cmax: range[1],
    colorbar: colorbar(valueTitle, {...top, height})
  };
  return figure(
    {
      data: drawn
        ? [
            {type: "image", source: toDataUri(picture()), hovertemplate: `${where}<extra></extra>`},
            {
              // A PNG file has no colour bar; a point that is nowhere brings it.
              type: "scatter",
              mode: "markers",
              x: [null],
              y: [null],
              marker: {color: [0], coloraxis: "coloraxis"},
              hoverinfo: "skip",
              showlegend: false
            }
          ]
        : [
            {
              type: "heatmap",
              z: toRows(data, rows, columns, {digits: columns * rows > 4096 ? 4 : 5}),
              coloraxis: "coloraxis",
              ...(showNumbers && {texttemplate: "%{z:.3~g}"}),
              hoverongaps: false,
              hovertemplate: `${where}<br>${valueTitle} %{z}<extra></extra>`
            }
          ],
      layout: {
        ...top,
        height,
        coloraxis: scale,
        xaxis: {
          ...axis(columns, xTitle, xLabels),
          range: [-0.5, columns - 0.5],
          constraintoward: "left"
        },
        yaxis: {
          ...axis(rows, yTitle, yLabels),
          range: [rows - 0.5, -0.5],
          constraintoward: "top",
          ...(square ? {scaleanchor: "x"} : {scaleanchor: false})
        }
      }
    },
    {
      alt: `${sentence(title)} ${sentence(
        `${plural(rows, "row")}, ${plural(columns, "column")}, ${inWords(facts)}${extremes()}`
      )}`,
      png: () => toVisiblePng(picture())
    }
  );

  function extremes(): string {
    if (!(facts.min < facts.max)) return "";
    const at = (value: number): string => {
      const i = data.indexOf(value);
      const [row, col] = [Math.floor(i / columns), i % columns];
      return `${yTitle} ${yLabels?.[row] ?? row}, ${xTitle} ${xLabels?.[col] ?? col}`;
    };
    return `; least (${short(facts.min)}) at ${at(facts.min)}, greatest (${short(facts.max)}) at ${at(facts.max)}`;
  }
}

function rangeFor(
  colorscale: keyof typeof colorscales,
  {min, max}: {min: number; max: number}
): readonly [number, number] {
  if (Number.isNaN(min)) return [0, 1];
  if (colorscale === "diverging") {
    const end = Math.max(Math.abs(min), Math.abs(max)) || 1;
    return [-end, end];
  }
  return min < max ? [min, max] : [min - 0.5, max + 0.5];
}

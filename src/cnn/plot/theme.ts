// One look for every figure. It must be read on a white page and on a black one, and the figure does
// not know which: so paper and plot are transparent, and lines and letters have the one grey that
// stands out from both equally (contrast 4.3 to white and to #111, JupyterLab's dark background).

/** Letters, axis lines and ticks. */
export const grey = "#7a7a7a";
const faintGrey = "rgba(127,127,127,0.28)";
const transparent = "rgba(0,0,0,0)";

/**
 * Colours of curves and bars, in order: those of Okabe and Ito that a colour-blind reader tells apart,
 * without the yellow and the black, which one of the two pages would swallow.
 *
 * @see Okabe & Ito (2008), Color universal design
 */
export const colorway: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9"
];

/** Dashes that go with the colours, so that curves are told apart without them. */
export const dashes: readonly string[] = ["solid", "dash", "dot", "dashdot", "longdash", "solid"];

/** Markers that go with the colours. */
export const symbols: readonly string[] = [
  "circle",
  "diamond",
  "square",
  "triangle-up",
  "x",
  "cross"
];

/** How a number becomes a colour: `[position in 0 … 1, colour]`, as plotly writes it. */
export type Colorscale = readonly (readonly [number, string])[];

const evenly = (...colors: string[]): Colorscale =>
  colors.map((color, i) => [i / (colors.length - 1), color]);

/** The three ways to colour an array. */
export const colorscales: Readonly<Record<"gray" | "sequential" | "diverging", Colorscale>> = {
  /** Black for the least, white for the most: a picture. */
  gray: evenly("#000000", "#ffffff"),
  /** Viridis, which grows evenly in lightness: amounts. */
  sequential: evenly(
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725"
  ),
  /** Blue below zero, white at zero, red above: weights. */
  diverging: evenly(
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#f7f7f7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f"
  )
};

// Each axis makes the room that its own labels need, across it alone: room at its ends changes how many labels
// there are, and plotly would go on and on between two widths.
const axis = {
  gridcolor: faintGrey,
  zerolinecolor: faintGrey,
  linecolor: grey,
  tickcolor: grey,
  tickfont: {size: 11},
  title: {standoff: 8, font: {size: 12}}
};

/** The theme in plotly's own form; a front end may put another in its place. */
export const template: Record<string, unknown> = {
  layout: {
    paper_bgcolor: transparent,
    plot_bgcolor: transparent,
    font: {color: grey, size: 12},
    title: {
      font: {size: 15},
      subtitle: {font: {size: 12}},
      x: 0,
      xref: "container",
      y: 1,
      yref: "container",
      yanchor: "top"
    },
    colorway,
    hoverlabel: {bgcolor: "#333333", bordercolor: grey, font: {color: "#ffffff", size: 12}},
    legend: {
      orientation: "h",
      x: 0,
      y: 1,
      yanchor: "bottom",
      font: {size: 12},
      bgcolor: transparent
    },
    xaxis: {...axis, automargin: "height"},
    yaxis: {...axis, automargin: "width"},
    modebar: {bgcolor: transparent, color: grey, activecolor: colorway[0]}
  }
};

/** Widest line of a title that a page of 400 pixels holds, in characters, even in wide letters. */
const titleWidth = 40;
const subtitleWidth = 52;

/**
 * Title and room for it: `text` in the larger letters, `note` below. Plotly does not break lines, so
 * both are broken here, for a narrow page.
 *
 * @returns `title` and `margin` of a plotly layout, and the height of the heading, in pixels
 */
export function heading(
  text: string,
  note = "",
  margin: {l?: number; r?: number; b?: number; legend?: boolean} = {}
): {title: Record<string, unknown>; margin: Record<string, number>} {
  const title = wrap(text, titleWidth);
  const subtitle = note ? wrap(note, subtitleWidth) : [];
  const {l = 56, r = 20, b = 50, legend = false} = margin;
  return {
    title: {
      text: title.join("<br>"),
      // plotly hangs one line by its top and stands the first of several on its foot.
      pad: {t: title.length > 1 ? 24 : 14, l: 12},
      ...(note && {subtitle: {text: subtitle.join("<br>")}})
    },
    margin: {
      l,
      r,
      b,
      t: 28 + 20 * title.length + (note ? 10 + 16 * subtitle.length : 0) + (legend ? 24 : 0)
    }
  };
}

/**
 * A colour bar that lies between heading and plot, where it takes no width from a narrow page.
 *
 * @param layout - height and upper margin of the figure, in pixels, the bar's own height included
 */
export function colorbar(
  value: string,
  {height, margin}: {height: number; margin: Record<string, number>}
): Record<string, unknown> {
  return {
    orientation: "h",
    title: {text: value, side: "right", font: {size: 12}},
    x: 0,
    xanchor: "left",
    xpad: 0,
    // From the figure's upper end, not above the plot's: there plotly moves the title out of the figure.
    yref: "container",
    y: Number((1 - (margin.t - colorbarHeight) / height).toFixed(4)),
    yanchor: "top",
    ypad: 4,
    len: 220,
    lenmode: "pixels",
    thickness: 10,
    outlinewidth: 0,
    nticks: 5,
    tickfont: {size: 11}
  };
}

/** What a colour bar adds to the upper margin, in pixels. */
export const colorbarHeight = 40;

/** Height of what a legend needs on a narrow page beyond its first line, in pixels. */
export function legendOverflow(names: readonly string[]): number {
  const pixels = names.map((name) => 44 + 6.5 * name.length);
  // Plotly gives every entry the width of the longest.
  const inLine = Math.max(1, Math.floor(narrowLegend / Math.max(...pixels)));
  const fits = pixels.reduce((sum, width) => sum + width, 0) <= narrowLegend;
  return fits ? 0 : 19 * (Math.ceil(names.length / inLine) - 1);
}

/** What a figure of 400 pixels leaves for a legend, in pixels. */
const narrowLegend = 310;

/** Breaks a text at its spaces into as few lines of at most so many characters as it takes, about equally long. */
function wrap(text: string, width: number): string[] {
  const count = linesOf(text, width).length;
  let narrowest = Math.ceil(text.length / count);
  while (narrowest < width && linesOf(text, narrowest).length > count) ++narrowest;
  return linesOf(text, narrowest);
}

function linesOf(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

import {type Layout, layOut} from "./layOut.ts";

/** A box of the drawing. */
export interface GraphNode {
  /** What stands in it, line by line; the first lines, which say what is done, are bold. */
  readonly lines: readonly {readonly text: string; readonly bold?: boolean}[];
  /** `"circle"` for what joins, with one sign in it. */
  readonly form: "box" | "circle" | "plain";
  /** What is done, which gives the colour: `"convolution 3×3"`. */
  readonly action: string;
  /** The nodes above it that it depends on, by number. */
  readonly from: readonly number[];
}

const lineHeight = 13;
const rowGap = 26;
const padding = 7;
const margin = 8;
const radius = 10;
const grey = "#7a7a7a";
// As in the drawing of chains.
const colours: readonly (readonly [RegExp, string])[] = [
  [/convolution/, "#0072b2"],
  [/pooling/, "#d55e00"],
  [/dense/, "#009e73"],
  [/model/, "#8a5a94"]
];

/** Draws a graph from top to bottom, as an SVG file. */
export function drawGraph(nodes: readonly GraphNode[], alt: string): string {
  const layout = layOut(
    nodes.map((node) => ({...sizeOf(node), from: node.from})),
    {rowGap}
  );
  const width = layout.width + 2 * margin;
  const height = layout.height + 2 * margin;
  const parts = [
    ...layout.edges.map((edge) => line(edge, nodes[edge.to].form)),
    ...nodes.map((node, i) => body(node, layout.places[i]))
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${round(width)} ${round(height)}" ` +
    `width="${round(width)}" role="img" style="max-width: 100%; height: auto" ` +
    `font-family="system-ui, sans-serif" font-size="11" fill="${grey}">` +
    `<title>${escape(alt)}</title>${parts.join("")}</svg>`
  );
}

/** Letters are taken for 6.6 pixels wide, bold ones for 7: no font is at hand to measure by. */
function sizeOf({lines, form}: GraphNode): {width: number; height: number} {
  if (form === "circle") return {width: 2 * radius, height: 2 * radius};
  const widest = Math.max(...lines.map(({text, bold}) => text.length * (bold ? 7 : 6.6)));
  return {width: Math.max(52, widest + 2 * padding), height: lines.length * lineHeight + padding};
}

function body({lines, form, action}: GraphNode, place: Layout["places"][number]): string {
  const {x, y, width, height} = place;
  const colour = colours.find(([pattern]) => pattern.test(action))?.[1] ?? grey;
  const paint = `fill="${colour}" fill-opacity="0.2" stroke="${colour}"`;
  if (form === "circle") {
    const [sign, ...beside] = lines;
    return (
      `<circle cx="${round(x)}" cy="${round(y + radius)}" r="${radius}" ${paint}/>` +
      text(sign.text, x, y + radius + 5, {bold: true, size: 15}) +
      beside
        .map((one, k) =>
          text(one.text, x + radius + 5, y + radius + 4 + k * lineHeight, {anchor: "start"})
        )
        .join("")
    );
  }
  const box =
    form === "plain"
      ? ""
      : `<rect x="${round(x - width / 2)}" y="${round(y)}" width="${round(width)}" ` +
        `height="${round(height)}" rx="3" ${paint}/>`;
  return box + lines.map((one, k) => text(one.text, x, y + (k + 1) * lineHeight - 1, one)).join("");
}

/** An edge, upright at its ends and where it passes others by. */
function line({points}: Layout["edges"][number], form: GraphNode["form"]): string {
  const [start, ...rest] = points;
  let d = `M${round(start.x)} ${round(start.y)}`;
  let from = start;
  for (const to of rest) {
    const middle = (from.y + to.y) / 2;
    d +=
      Math.abs(from.x - to.x) < 0.5
        ? `V${round(to.y)}`
        : `C${round(from.x)} ${round(middle)} ${round(to.x)} ${round(middle)} ${round(to.x)} ${round(to.y)}`;
    from = to;
  }
  const tip = form === "plain" ? "" : "m-3.5 -5l3.5 5l3.5 -5";
  return `<path d="${d}${tip}" fill="none" stroke="${grey}"/>`;
}

function text(
  value: string,
  x: number,
  y: number,
  {
    bold = false,
    size,
    anchor = "middle"
  }: {bold?: boolean; size?: number; anchor?: "start" | "middle"} = {}
): string {
  return (
    `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"` +
    `${bold ? ' font-weight="600"' : ""}${size ? ` font-size="${size}"` : ""}>${escape(value)}</text>`
  );
}

const escape = (value: string): string => value.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const round = (n: number): number => Math.round(n * 10) / 10;

import type {Element, Root} from "hast";
import {fromHtml} from "hast-util-from-html";
import {defaultSchema, sanitize as sanitizeTree, type Schema} from "hast-util-sanitize";
import {eachElement} from "./hast.ts";
import {safeStyle} from "./safeStyle.ts";

const shapes = ["circle", "ellipse", "line", "path", "polygon", "polyline", "rect"];
const svg = [
  ...["svg", "g", "defs", "symbol", "text", "tspan", "title", "desc", "marker", "clipPath", "mask"],
  ...["pattern", "linearGradient", "radialGradient", "stop", "use", ...shapes]
];

/** Attributes of SVG, by hast's names for them, which are those of the DOM. */
const svgAttributes =
  "x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox preserveAspectRatio transform rotate fill fillOpacity fillRule clipRule clipPath mask stroke strokeWidth strokeOpacity strokeLineCap strokeLineJoin strokeMiterLimit strokeDashArray strokeDashOffset opacity color offset stopColor stopOpacity gradientUnits gradientTransform spreadMethod patternUnits patternTransform markerStart markerMid markerEnd markerWidth markerHeight markerUnits orient refX refY textAnchor dominantBaseline alignmentBaseline fontFamily fontSize fontWeight fontStyle letterSpacing textDecoration shapeRendering textRendering vectorEffect visibility role ariaLabel ariaHidden xmlns".split(
    " "
  );

/** What a notebook's HTML may hold: GitHub's list, with pictures in SVG and what `safeStyle` leaves of styles. */
const schema: Schema = {
  ...defaultSchema,
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter((name) => name !== "input" && name !== "source"),
    ...[
      "abbr",
      "caption",
      "col",
      "colgroup",
      "figcaption",
      "figure",
      "mark",
      "small",
      "u",
      "meter"
    ],
    ...["progress", ...svg]
  ],
  attributes: {
    ...Object.fromEntries(svg.map((name) => [name, svgAttributes])),
    use: [...svgAttributes, "href", "xLinkHref"],
    a: ["href", "ariaLabel"],
    img: ["src", "alt", "width", "height", "ariaLabel"],
    code: [["className", /^language-[\w-]+$/]],
    table: ["ariaLabel"],
    meter: ["value", "min", "max", "low", "high", "optimum"],
    progress: ["value", "max"],
    details: ["open"],
    th: ["scope"],
    // A place that this report fills itself; whoever writes one gets a part of his own cell again.
    span: ["dataSlot"],
    div: ["dataSlot"],
    "*": [
      ...["id", "title", "lang", "dir", "align", "vAlign", "colSpan", "rowSpan", "span", "start"],
      ...["reversed", "width", "height", "style", "role", "ariaLabel", "ariaHidden", "open"]
    ]
  },
  clobber: ["id"],
  protocols: {
    href: ["http", "https", "mailto", "attachment"],
    xLinkHref: [],
    src: ["data", "http", "https", "attachment"]
  },
  // Elements of which not even the letters are worth showing.
  strip: [
    "script",
    "style",
    "template",
    "iframe",
    "foreignObject",
    "object",
    "embed",
    "noscript",
    "noembed",
    "textarea"
  ]
};

/**
 * What a page can show of HTML of unknown origin without running or loading anything: no scripts, no
 * handlers, no style sheets, no frames, no forms, no addresses but of links. Ids get the prefix, so that
 * they meet no other's.
 *
 * @returns the tree; its images may still name files, which the caller brings or takes out
 */
export function sanitize(html: string, prefix: string): Root {
  const tree = sanitizeTree(fromHtml(html, {fragment: true}), {
    ...schema,
    clobberPrefix: prefix
  }) as Root;
  eachElement(tree, (element) => restrict(element, prefix));
  return tree;
}

/** What the list of names cannot say: values of styles, and references inside an SVG. */
function restrict(element: Element, prefix: string): void {
  const {properties} = element;
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== "string") continue;
    if (name === "style") properties.style = safeStyle(value) || undefined;
    else if (element.tagName === "use") {
      if (name !== "href" && name !== "xLinkHref") continue;
      properties[name] = value.startsWith("#") ? `#${prefix}${value.slice(1)}` : undefined;
    } else if (/url\s*\(/i.test(value) && name !== "title" && name !== "alt") {
      const [, id] = /^url\(["']?#([\w.:-]+)["']?\)$/.exec(value) ?? [];
      properties[name] = id === undefined ? undefined : `url(#${prefix}${id})`;
    }
  }
}

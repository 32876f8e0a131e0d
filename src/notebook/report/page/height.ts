// How tall a figure is. The library lays out its figures for a page of usual width: where a narrow one makes
// square pixels smaller, blank paper would stay below them; and on paper a slider needs no room.
import type {Layout, Spec} from "./spec.ts";

/** As much of what plotly has drawn as is asked for here. */
export interface Drawn {
  /** Of the plot, in pixels. */
  _size: {h: number};
  [axis: string]: unknown;
}

interface DrawnAxis {
  /** Its length in pixels. */
  _length: number;
  /** The axis to whose pixels its own are equal. */
  scaleanchor?: string | false;
}

/** A part of the figure's height: how tall it is laid out, and how much of that is used. */
interface Band {
  from: number;
  to: number;
  used: number;
}

/** Less is not worth drawing a figure again, in pixels. */
const least = 12;

/**
 * The layout without the height that square pixels leave blank where the page is narrow.
 *
 * @param layout - as it was asked for
 * @param drawn - what plotly made of it
 * @returns undefined where little or nothing stays blank
 */
export function fittedLayout(layout: Layout, drawn: Drawn): Layout | undefined {
  const {height} = layout;
  const bands = bandsOf(layout, drawn);
  const used = bands.reduce((sum, band) => sum + (band.to - band.from) * band.used, 0);
  const blank = (1 - used) * drawn._size.h;
  if (typeof height !== "number" || !(blank > least)) return undefined;
  const place = (y: number): number => {
    if (y < 0 || y > 1) return y;
    const below = bands.map(({from, to, used}) => Math.max(0, Math.min(y, to) - from) * used);
    return below.reduce((sum, part) => sum + part, 0) / used;
  };
  const axes = axisNames(layout).map((name) => {
    const axis = layout[name] as Layout;
    return [name, {...axis, domain: domainOf(axis).map(place)}];
  });
  const annotations = (layout.annotations as Layout[] | undefined)?.map((note) =>
    note.yref === "paper" && typeof note.y === "number" ? {...note, y: place(note.y)} : note
  );
  return Object.assign(
    ofHeight(layout, height - blank),
    Object.fromEntries(axes) as Layout,
    annotations && {annotations}
  );
}

/** The same for the layouts that a slider or play button brings; a figure that grows by them stays as it is. */
export function fittedFrames(
  frames: NonNullable<Spec["frames"]>,
  layout: Layout,
  fitted: Layout
): NonNullable<Spec["frames"]> | undefined {
  const isOther = frames.some(({layout: change = {}}) =>
    ["height", "margin"].some(
      (name) => name in change && JSON.stringify(change[name]) !== JSON.stringify(layout[name])
    )
  );
  if (isOther) return undefined;
  return frames.map((frame) => {
    const {layout: change} = frame;
    if (!change) return frame;
    const axes = axisNames(change).map((name) => {
      const {domain} = fitted[name] as Layout;
      return [name, {...(change[name] as Layout), domain}];
    });
    const bar = ofHeight({...change, height: layout.height}, Number(fitted.height)).coloraxis;
    const fittedChange = {...change, ...(Object.fromEntries(axes) as Layout)};
    return {...frame, layout: bar === undefined ? fittedChange : {...fittedChange, coloraxis: bar}};
  });
}

/** The layout as it is on paper: without sliders and buttons, and without the room for them. */
export function stillLayout(layout: Layout): Layout {
  const {height, margin, sliders, updatemenus} = layout;
  const still = {...layout, sliders: [], updatemenus: []};
  const tops = [sliders, updatemenus].flatMap((controls) =>
    ((controls ?? []) as {pad?: {t?: number}}[]).map(({pad}) => pad?.t ?? 0)
  );
  const {b} = (margin ?? {}) as {b?: number};
  if (tops.length === 0 || typeof height !== "number" || b === undefined) return still;
  const below = Math.min(b, Math.min(...tops) + 6);
  return {
    ...ofHeight(still, height - (b - below)),
    margin: {...(margin as object), b: below}
  };
}

/** Another height; what hangs from the upper end of the figure hangs there still. */
function ofHeight(layout: Layout, height: number): Layout {
  const scale = layout.coloraxis as {colorbar?: {yref?: string; y: number}} | undefined;
  if (scale?.colorbar?.yref !== "container") return {...layout, height};
  const y = 1 - ((1 - scale.colorbar.y) * Number(layout.height)) / height;
  return {...layout, height, coloraxis: {...scale, colorbar: {...scale.colorbar, y}}};
}

/** Cuts the height where an axis begins or ends; what is not square needs all it has. */
function bandsOf(layout: Layout, drawn: Drawn): Band[] {
  const axes = axisNames(layout).map((name) => {
    const [from, to] = domainOf(layout[name] as Layout);
    const {_length, scaleanchor} = drawn[name] as DrawnAxis;
    return {from, to, used: scaleanchor ? _length / ((to - from) * drawn._size.h) : 1};
  });
  const cuts = [...new Set([0, ...axes.flatMap(({from, to}) => [from, to]), 1])].sort(
    (a, b) => a - b
  );
  return cuts.slice(1).map((to, k) => {
    const from = cuts[k]!;
    const here = axes.filter((axis) => axis.from < to && axis.to > from);
    const used = here.length === 0 ? 1 : Math.max(...here.map((axis) => axis.used));
    return {from, to, used: Math.min(1, used)};
  });
}

const axisNames = (layout: Layout): string[] =>
  Object.keys(layout).filter((name) => /^yaxis\d*$/.test(name));

const domainOf = ({domain}: Layout): [number, number] =>
  Array.isArray(domain) ? (domain as [number, number]) : [0, 1];

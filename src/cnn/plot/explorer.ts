import {type Figure, figure, type FigureSpec, type Trace} from "./figure.ts";
import {colorway, grey} from "./theme.ts";
import {plural, sentence} from "./values.ts";

/** What the reader turns: one slider of an explorer. */
export interface Knob {
  /** What it is, with its unit: `"stride (pixels)"`. */
  name: string;
  /** What it can be set to, in order. */
  values: readonly (string | number)[];
  /** Which of the values it stands at first, by its place; defaults to 0. */
  start?: number;
}

export interface ExplorerOptions {
  /** What the figure shows, in words; what the knobs are is added. */
  alt: string;
}

/** Most settings that are drawn: each is kept in the figure. */
const maxSettings = 400;
const sliderHeight = 70;

/**
 * Makes one figure of many: a slider for each knob, and a picture for each of their settings.
 *
 * All settings are drawn beforehand and travel with the figure, so it can be explored in an exported
 * report as well, where no code runs. Every picture has the same traces; only what is in them, and the
 * layout's titles and ranges, differ.
 *
 * @param knobs - the sliders, from top to bottom
 * @param draw - draws the picture of a setting, given the place of each knob's value
 * @returns the figure; its layout has room for the sliders below
 * @throws RangeError if there is no knob, a knob has no value, or there are more than 400 settings
 *
 * @example
 * ```ts
 * const strides = [1, 2, 3];
 * explorer(
 *   [{name: "stride (pixels)", values: strides}],
 *   ([k]) => heatmap(maps[k], {title: `Stride ${strides[k]}`}),
 *   {alt: "The feature map of a digit."}
 * );
 * ```
 */
export function explorer(
  knobs: readonly Knob[],
  draw: (places: readonly number[]) => FigureSpec,
  {alt}: ExplorerOptions
): Figure {
  checkKnobs(knobs);
  const first = knobs.map(({start = 0}) => start);
  const settings = combinations(knobs.map(({values}) => values.length));
  const room = knobs.length * sliderHeight;
  const drawn = settings.map((places) => ({places, spec: withRoom(draw(places), room)}));
  const start = drawn.find(({places}) => nameOf(places) === nameOf(first));
  if (!start) throw new RangeError("explorer: every knob starts at one of its values");
  const {data, layout} = start.spec;
  const changing = fieldsThatChange(drawn.map(({spec}) => spec.data));
  const layoutFields = Object.keys(layout).filter((field) =>
    drawn.some(({spec}) => JSON.stringify(spec.layout[field]) !== JSON.stringify(layout[field]))
  );
  const {b: below = 50} = {...(layout.margin as Record<string, number>)};
  const words = knobs.map(
    ({name, values}) =>
      `${name} ${values.length > 8 ? `${values[0]} to ${values.at(-1)}` : values.join(", ")}`
  );
  return figure(
    {
      data,
      layout: {
        ...layout,
        sliders: slidersAt(knobs, first, below - room)
      },
      frames: drawn.map(({places, spec}) => ({
        name: nameOf(places),
        traces: changing.flatMap((fields, k) => (fields.length > 0 ? [k] : [])),
        data: changing.flatMap((fields, k) =>
          fields.length > 0 ? [only(spec.data[k], fields)] : []
        ),
        layout: {
          ...only(spec.layout, layoutFields),
          sliders: slidersAt(knobs, places, below - room)
        }
      }))
    },
    {
      alt: `${sentence(alt)} ${sentence(`${plural(knobs.length, "slider")}: ${words.join("; ")}`)}`
    }
  );
}

/** A picture with room below it; what hangs from the figure's upper end hangs there still. */
function withRoom({data, layout}: FigureSpec, room: number): FigureSpec {
  const margin = {...(layout.margin as Record<string, number>)};
  const enlarged: Record<string, unknown> = {
    ...layout,
    margin: {...margin, b: (margin.b ?? 50) + room}
  };
  if (typeof layout.height !== "number") return {data, layout: enlarged};
  const height = layout.height + room;
  enlarged.height = height;
  const scale = layout.coloraxis as {colorbar?: {yref?: string; y: number}} | undefined;
  if (scale?.colorbar?.yref === "container") {
    const y = 1 - ((1 - scale.colorbar.y) * layout.height) / height;
    enlarged.coloraxis = {...scale, colorbar: {...scale.colorbar, y: Number(y.toFixed(4))}};
  }
  return {data, layout: enlarged};
}

function checkKnobs(knobs: readonly Knob[]): void {
  if (knobs.length === 0)
    throw new RangeError("explorer: expected at least one knob, but got none");
  for (const {name, values, start = 0} of knobs) {
    if (values.length === 0) throw new RangeError(`explorer: knob ${name} has no value`);
    if (values[start] === undefined) {
      throw new RangeError(
        `explorer: knob ${name} starts at one of its values 0 to ${values.length - 1}, but got ${start}`
      );
    }
  }
  const count = knobs.reduce((product, {values}) => product * values.length, 1);
  if (count > maxSettings) {
    throw new RangeError(`explorer: expected at most ${maxSettings} settings, but got ${count}`);
  }
}

/** All places of the knobs, the last knob's varying fastest. */
function combinations(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (all, length) => all.flatMap((places) => Array.from({length}, (_, k) => [...places, k])),
    [[]]
  );
}

const nameOf = (places: readonly number[]): string => places.join(",");

/** For each trace the fields that are not the same in all pictures. */
function fieldsThatChange(pictures: readonly (readonly Trace[])[]): string[][] {
  const [first] = pictures;
  return first.map((trace, k) => {
    const fields = new Set(pictures.flatMap((data) => Object.keys(data[k])));
    return [...fields].filter((field) => {
      const text = JSON.stringify(trace[field]);
      return pictures.some((data) => JSON.stringify(data[k][field]) !== text);
    });
  });
}

function only(object: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, object[field]]));
}

/**
 * The sliders as they stand at a setting. A step of one leads to the picture that has its value and the
 * others' present ones: each picture brings the sliders' steps along.
 */
function slidersAt(
  knobs: readonly Knob[],
  places: readonly number[],
  below: number
): Record<string, unknown>[] {
  const now = {mode: "immediate", frame: {duration: 0, redraw: true}, transition: {duration: 0}};
  // Half of the first and of the last label stand out beside the slider.
  const side = (values: readonly (string | number)[]): number =>
    Math.max(6, Math.ceil(3.2 * Math.max(`${values[0]}`.length, `${values.at(-1)}`.length)));
  return knobs.map(({name, values}, k) => ({
    active: places[k],
    x: 0,
    len: 1,
    y: 0,
    yanchor: "top",
    pad: {t: below + k * sliderHeight - 6, l: side(values), r: side(values), b: 0},
    bgcolor: "rgba(127,127,127,0.15)",
    activebgcolor: colorway[1],
    bordercolor: grey,
    font: {color: grey, size: 11},
    tickcolor: grey,
    ticklen: 4,
    minorticklen: 2,
    currentvalue: {prefix: `${name}: `, xanchor: "left", font: {size: 13, color: grey}, offset: 6},
    steps: values.map((value, v) => ({
      label: `${value}`,
      method: "animate",
      args: [[nameOf(places.map((place, j) => (j === k ? v : place)))], now]
    }))
  }));
}

import {explorer} from "./explorer.ts";
import type {Figure, Trace} from "./figure.ts";
import {pictureTrace, rangeOf} from "./image.ts";
import {toPictures} from "./imageGrid.ts";
import {colorway, dashes, heading, legendOverflow} from "./theme.ts";
import type {TuningCurve} from "./tuningCurve.ts";
import {
  factsOf,
  type Numbers,
  round,
  sentence,
  short,
  readVector,
  type Values,
  type Vector
} from "./values.ts";

export interface StimulusStepsOptions {
  title?: string;
  /** What is varied, with its unit: the slider's name and the horizontal axis; defaults to `"stimulus"`. */
  xTitle?: string;
  /** What is measured, with its unit; defaults to `"response"`. */
  yTitle?: string;
  /** Which stimulus is shown first, by its place; defaults to 0. */
  start?: number;
}

const maxCurves = 6;
const pictureHeight = 190;
const curveHeight = 210;
const gap = 64;

/**
 * Shows one stimulus after the other, and below it the responses to all of them with a point at the one
 * that is shown: a slider turns the bar, and the point walks along the tuning curve.
 *
 * @param images - the stimuli, pictures of one size, as `imageGrid` takes them
 * @param stimuli - what is varied: its value for each picture, in order
 * @param curves - the responses to the pictures, of one or of up to 6
 * @throws RangeError if there are not as many values and responses as pictures
 * @see Hubel & Wiesel (1962), Receptive fields, binocular interaction and functional architecture in
 *   the cat's visual cortex
 *
 * @example
 * ```ts
 * stimulusSteps(bars, degrees, [{name: "simple cell", responses}], {xTitle: "orientation (degrees)"});
 * ```
 */
export function stimulusSteps(
  images: Numbers | readonly Values[],
  stimuli: Vector,
  curves: readonly TuningCurve[],
  options: StimulusStepsOptions = {}
): Figure {
  const caller = "stimulusSteps";
  const {title = "Stimulus and response", xTitle = "stimulus", yTitle = "response"} = options;
  const {start = 0} = options;
  const pictures = toPictures(images, caller);
  const x = Array.from(readVector(stimuli, caller, "stimuli"));
  if (curves.length === 0 || curves.length > maxCurves) {
    throw new RangeError(`${caller}: expected 1 to ${maxCurves} curves, but got ${curves.length}`);
  }
  const read = curves.map(({name, responses}) => ({
    name,
    y: Array.from(readVector(responses, caller, name))
  }));
  for (const [what, {length}] of [
    ["stimuli", x] as const,
    ...read.map(({name, y}) => [name, y] as const)
  ]) {
    if (length !== pictures.length) {
      throw new RangeError(
        `${caller}: expected one value for each of ${pictures.length} pictures, but ${what} has ${length}`
      );
    }
  }
  const range = rangeOf(pictures.flatMap(({data}) => Array.from(data)));
  const [{height, width}] = pictures;
  const legend = read.length > 1;
  const top = heading(title, "", {l: 64, r: 16, b: 44, legend});
  if (legend) top.margin.t += legendOverflow(read.map(({name}) => name));
  const total = pictureHeight + gap + curveHeight;
  const lower = Number((curveHeight / total).toFixed(4));
  const upper = Number(((curveHeight + gap) / total).toFixed(4));
  const facts = factsOf(read.flatMap(({y}) => y));
  const pad = (facts.max - facts.min) * 0.08 || 0.1;
  // A frame, or a black picture would have no edge on a black page.
  const bare = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: "",
    showline: true,
    mirror: true,
    constrain: "domain"
  };
  const layout = {
    ...top,
    height: total + top.margin.t + top.margin.b,
    xaxis: {title: {text: xTitle}, zeroline: false, anchor: "y"},
    yaxis: {
      title: {text: yTitle},
      domain: [0, lower],
      range: [round(Math.min(0, facts.min) - pad), round(Math.max(0, facts.max) + pad)]
    },
    xaxis2: {...bare, anchor: "y2", range: [-0.5, width - 0.5]},
    yaxis2: {
      ...bare,
      anchor: "x2",
      domain: [upper, 1],
      range: [height - 0.5, -0.5],
      scaleanchor: "x2"
    }
  };
  const lines = read.map(({name, y}, k): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    showlegend: legend,
    x: x.map((value) => round(value)),
    y: y.map((value) => round(value)),
    line: {color: colorway[k], dash: dashes[k], width: 2},
    hovertemplate: `${name}<br>${xTitle} %{x}<br>${yTitle} %{y:.4~g}<extra></extra>`
  }));
  const points = (n: number): Trace[] =>
    read.map(({y}, k) => ({
      type: "scatter",
      mode: "markers",
      showlegend: false,
      x: [round(x[n])],
      y: [round(y[n])],
      marker: {color: colorway[k], size: 13, line: {color: "#ffffff", width: 1.5}},
      hoverinfo: "skip"
    }));
  const fixed = {xaxis: "x2", yaxis: "y2"};
  return explorer(
    [{name: xTitle, values: x.map((value) => short(value)), start}],
    ([n]) => ({
      data: [{...pictureTrace(pictures[n], range), ...fixed}, ...lines, ...points(n)],
      layout
    }),
    {
      alt:
        `${sentence(title)} ${pictures.length} pictures of ${height}×${width} pixels, ${xTitle} from ` +
        `${short(x[0])} to ${short(x[x.length - 1])}; ${yTitle}: ` +
        read
          .map(({name, y}) => {
            const own = factsOf(y);
            return `${name} from ${short(own.min)} to ${short(own.max)}, greatest at ${short(x[y.indexOf(own.max)])}`;
          })
          .join("; ")
    }
  );
}

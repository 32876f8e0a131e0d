import {explorer} from "./explorer.ts";
import {type Figure, figure, type FigureSpec} from "./figure.ts";
import {captionTrace, columns, layRows, type Panel, panelTrace, symmetricRange} from "./panels.ts";
import {panelsLayout} from "./panelsLayout.ts";
import {colorscales} from "./theme.ts";
import {readArray, toRows, type Numbers, type Values} from "./values.ts";

/** One array of a network on the way back: what it held, and how the loss depends on it. */
export interface GradientStep {
  /** What the array is called: `"z1"`. */
  name: string;
  /** What it held on the way forward, `[rows, columns]`. */
  values: Values;
  /** Gradient of the loss by each of its values, of the same shape. */
  gradient: Values;
  /** The term of the derivation: `"∂L/∂z1 = ∂L/∂A1 · (z1 > 0)"`. */
  term: string;
  /** The line of code that computes it. */
  code?: string;
}

export interface GradientStepsOptions {
  title?: string;
}

/**
 * Goes back through a network, array by array: on the left what it held, on the right the gradient of the
 * loss by it, below the term of the derivation and the line of code that gave the numbers.
 *
 * @param steps - the arrays in the order of the way back, from the loss to the input
 * @throws RangeError if there is no step, or an array and its gradient differ in shape
 * @see Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors
 *
 * @example
 * ```ts
 * gradientSteps([{name: "z2", values: [[0.4]], gradient: [[-0.4]], term: "∂L/∂z2 = A2 − y"}]);
 * ```
 */
export function gradientSteps(
  steps: readonly GradientStep[],
  {title = "The way back, array by array"}: GradientStepsOptions = {}
): Figure {
  if (steps.length === 0)
    throw new RangeError("gradientSteps: expected at least one step, but got none");
  const read = steps.map((step) => {
    const axes = "a matrix [rows, columns]";
    const values = readArray(step.values, "gradientSteps", step.name, [2], axes);
    const gradient = readArray(
      step.gradient,
      "gradientSteps",
      `the gradient of ${step.name}`,
      [2],
      axes
    );
    if (String(values.shape) !== String(gradient.shape)) {
      throw new RangeError(
        `gradientSteps: a gradient has the shape of its array, but that of ${step.name} is ` +
          `[${gradient.shape}], not [${values.shape}]`
      );
    }
    return {...step, values, gradient};
  });
  const rows = layRows(1);
  // Every array lies on axes that hold the largest: sizes compare, and no axis moves from step to step.
  const most = (axis: 0 | 1): number => Math.max(...read.map(({values}) => values.shape[axis]));
  const largest = Array.from({length: most(0)}, () => new Array<null>(most(1)).fill(null));
  const draw = (k: number): FigureSpec => {
    const {name, values, gradient, term, code = ""} = read[k];
    const panels = [
      panelOf(`${name}, ${values.shape.join("×")}`, "", values, "left"),
      panelOf(`∂L/∂${name}`, "2", gradient, "right")
    ];
    const onLargest = panels.map((panel) => ({...panel, z: largest}));
    return {
      data: [
        ...panels.map(panelTrace),
        captionTrace("3", code ? `${term}<br><i>${escape(code)}</i>` : term)
      ],
      layout: panelsLayout(onLargest, rows, {
        title,
        note: "left the array, right the gradient of the loss by it",
        below: 40
      })
    };
  };
  const shown = read.map(({name, values, term}) => `${name} (${values.shape.join("×")}): ${term}`);
  const alt = `${title}. ${shown.join("; ")}`;
  if (read.length === 1) return figure(draw(0), {alt: `${alt}.`});
  return explorer([{name: "array", values: read.map(({name}) => name)}], ([k]) => draw(k), {alt});

  function panelOf(text: string, suffix: string, x: Numbers, side: "left" | "right"): Panel {
    const [height, width] = x.shape;
    return {
      title: text,
      suffix,
      z: toRows(x.data, height, width, {digits: 3}),
      domain: {x: columns[side], y: rows.upper},
      colorscale: colorscales.diverging,
      range: symmetricRange(x.data),
      toward: side === "left" ? "right" : "left"
    };
  }
}

/** Signs that plotly would read as its own markup. */
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

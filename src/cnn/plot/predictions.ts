import {type Figure, figure, type Trace} from "./figure.ts";
import {pictureTrace, rangeOf} from "./image.ts";
import {checkLabels, checkLimit, shownOf, toPictures} from "./imageGrid.ts";
import {colorway, heading} from "./theme.ts";
import {round, sentence, short, readArray, type Values, type Numbers} from "./values.ts";

export interface PredictionsOptions {
  title?: string;
  /** Name of each class, in order; defaults to the numbers 0, 1, 2 … */
  classNames?: readonly string[];
  /** The true class of each picture, as its number. */
  labels?: ArrayLike<number>;
  /** Most probable classes to show of each picture; defaults to 3. */
  top?: number;
  /** Most pictures to show, the first ones; defaults to 6, at most 12. */
  limit?: number;
  /** The values that are black and white; defaults as for `image`. */
  range?: readonly [number, number];
}

const maxShown = 12;
const barHeight = 34;

/**
 * Shows pictures beside the classes that a classifier holds most probable, as bars. The true class, where
 * it is given, is marked with a tick and by stripes on its bar.
 *
 * @param images - pictures, `[n, height, width]` or `[n, height, width, channels]`, or a list of pictures
 * @param probabilities - probability of each class, `[n, classes]`, in 0 … 1
 * @throws RangeError if pictures, probabilities, labels and names do not go together
 *
 * @example
 * ```ts
 * predictions([digit], [[0.02, 0.9, 0.08]], {classNames: ["cat", "dog", "fox"], labels: [1]});
 * ```
 */
export function predictions(
  images: Numbers | readonly Values[],
  probabilities: Values,
  {title = "Predictions", classNames, labels, top = 3, limit = 6, range}: PredictionsOptions = {}
): Figure {
  const pictures = toPictures(images, "predictions");
  const {shape, data} = readArray(
    probabilities,
    "predictions",
    "probabilities",
    [2],
    "[pictures, classes]"
  );
  const [n, classes] = shape;
  if (n !== pictures.length) {
    throw new RangeError(
      `predictions: expected one row of probabilities for each picture, but got ${n} for ` +
        `${pictures.length} (probabilities [${shape}])`
    );
  }
  checkLabels(labels, n, "predictions");
  checkLabels(classNames, classes, "predictions", "class");
  checkLimit(limit, "predictions");
  checkLimit(top, "predictions");
  const bad = labels
    ? Array.from(labels).find((label) => !(label >= 0 && label < classes))
    : undefined;
  if (bad !== undefined) {
    throw new RangeError(`predictions: a label is one of 0 to ${classes - 1}, but got ${bad}`);
  }
  const names = classNames ?? Array.from({length: classes}, (_, k) => `${k}`);
  const shown = Math.min(n, limit, maxShown);
  const perPicture = Math.min(top, classes);
  const rowHeight = Math.max(96, perPicture * barHeight + 16);
  const note =
    `${shownOf(shown, n, "picture")}, ${perPicture} most probable of ${classes} classes` +
    (labels ? "; ✓ and stripes: the true class" : "");
  const top_ = heading(title, note, {l: 12});
  const layout: Record<string, unknown> = {
    ...top_,
    height: shown * rowHeight + top_.margin.t + top_.margin.b,
    showlegend: false,
    barmode: "overlay"
  };
  const traces: Trace[] = [];
  const facts: string[] = [];
  for (let k = 0; k < shown; ++k) {
    const row = Array.from(data.subarray(k * classes, (k + 1) * classes));
    const best = row
      .map((probability, c) => ({probability, c}))
      .sort((a, b) => (b.probability || 0) - (a.probability || 0))
      .slice(0, perPicture);
    const truth = labels?.[k];
    addRow(k, best, truth);
    const [{probability, c}] = best;
    const verdict = truth === undefined ? "" : truth === c ? ", right" : `, but is ${names[truth]}`;
    facts.push(`picture ${k}: ${names[c]} (${percent(probability)})${verdict}`);
  }
  const right = labels
    ? ` ${Array.from({length: shown}).filter((_, k) => labels[k] === argMax(data, k * classes, classes)).length} of ${shown} right.`
    : "";
  return figure(
    {data: traces, layout},
    {alt: `${sentence(title)}${right} ${sentence(facts.join("; "))}`}
  );

  function addRow(k: number, best: readonly Guess[], truth: number | undefined): void {
    const [picture, bars] = [2 * k + 1, 2 * k + 2].map((i) => (i === 1 ? "" : `${i}`));
    const space = 12 / (shown * rowHeight);
    const domain = [round(1 - (k + 1) / shown + space), round(1 - k / shown - space)];
    const {height, width} = pictures[k];
    const hidden = {
      showgrid: false,
      zeroline: false,
      showticklabels: false,
      ticks: "",
      constrain: "domain"
    };
    traces.push(
      {
        ...pictureTrace(pictures[k], range ?? rangeOf(pictures[k].data)),
        xaxis: `x${picture}`,
        yaxis: `y${picture}`
      },
      ...barTraces(best, truth).map((trace) => ({...trace, xaxis: `x${bars}`, yaxis: `y${bars}`})),
      {
        // The class above its bar, where a long name has the whole width.
        type: "scatter",
        mode: "text",
        x: best.map(() => 0),
        y: best.map((_, i) => i - 0.2),
        text: best.map(
          ({c, probability}) => `${names[c]}${c === truth ? " ✓" : ""}  ${percent(probability)}`
        ),
        textposition: "top right",
        textfont: {size: 11},
        cliponaxis: false,
        hoverinfo: "skip",
        xaxis: `x${bars}`,
        yaxis: `y${bars}`
      }
    );
    const last = k === shown - 1;
    layout[`xaxis${picture}`] = {
      ...hidden,
      anchor: `y${picture}`,
      domain: [0, 0.22],
      range: [-0.5, width - 0.5],
      constraintoward: "right"
    };
    layout[`yaxis${picture}`] = {
      ...hidden,
      anchor: `x${picture}`,
      domain,
      range: [height - 0.5, -0.5],
      scaleanchor: `x${picture}`,
      constraintoward: "middle"
    };
    layout[`xaxis${bars}`] = {
      anchor: `y${bars}`,
      domain: [0.26, 1],
      range: [0, 1],
      showticklabels: last,
      tickformat: ".0%",
      dtick: 0.25,
      ...(last && {title: {text: "probability"}})
    };
    layout[`yaxis${bars}`] = {
      ...hidden,
      anchor: `x${bars}`,
      domain,
      range: [perPicture - 0.7, -0.7]
    };
  }
}

interface Guess {
  probability: number;
  /** The class. */
  c: number;
}

/** The bars of the true class and of the others, each with a look of its own. */
function barTraces(best: readonly Guess[], truth: number | undefined): Trace[] {
  const bar = (isShown: (guess: Guess) => boolean, marker: Record<string, unknown>): Trace => {
    const guesses = best.map((guess, i) => ({...guess, i})).filter(isShown);
    return {
      type: "bar",
      orientation: "h",
      x: guesses.map(({probability}) => round(probability, 4)),
      y: guesses.map(({i}) => i),
      marker,
      width: 0.4,
      hovertemplate: "%{x:.2%}<extra></extra>"
    };
  };
  if (truth === undefined) return [bar(() => true, {color: colorway[0]})];
  return [
    bar(({c}) => c !== truth, {color: colorway[1]}),
    bar(({c}) => c === truth, {
      color: colorway[0],
      pattern: {shape: "/", size: 6, solidity: 0.25, fillmode: "overlay", fgcolor: "#ffffff"}
    })
  ];
}

function argMax(data: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let c = 1; c < length; ++c) if (data[start + c] > data[start + best]) best = c;
  return best;
}

function percent(share: number): string {
  return `${short(share * 100, 3)} %`;
}

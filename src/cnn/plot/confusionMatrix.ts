import {type Figure, figure} from "./figure.ts";
import {checkLabels} from "./imageGrid.ts";
import {colorbar, colorbarHeight, colorscales, heading} from "./theme.ts";
import {list, round, sentence, short, readArray, type Values} from "./values.ts";

export interface ConfusionMatrixOptions {
  title?: string;
  /** Name of each class, in order; defaults to the numbers 0, 1, 2 … */
  classNames?: readonly string[];
}

/** In more classes than this a count would not fit in its cell. */
const maxNumbered = 20;

/**
 * Shows which classes a classifier takes for which: true classes in rows, predicted ones in columns, right
 * answers on the diagonal.
 *
 * Colour is the share of the true class, so that a rare class is seen as well as a frequent one; the
 * number is the count.
 *
 * @param matrix - counts, `[classes, classes]`: row = true class, column = predicted class
 * @throws RangeError if it is not square, has a count below 0, or there are not as many names as classes
 *
 * @example
 * ```ts
 * confusionMatrix([[9, 1], [2, 8]], {classNames: ["cat", "dog"]}).alt;
 * // "Confusion matrix. 20 examples of 2 classes, 17 right (85 %). Most frequent mistakes: dog taken for
 * // cat (2) and cat taken for dog (1). Least recognised: dog, 80 % right."
 * ```
 */
export function confusionMatrix(
  matrix: Values,
  {title = "Confusion matrix", classNames}: ConfusionMatrixOptions = {}
): Figure {
  const {shape, data} = readArray(matrix, "confusionMatrix", "matrix", [2], "[classes, classes]");
  const [n, columns] = shape;
  if (n !== columns) {
    throw new RangeError(`confusionMatrix: matrix is square, but got shape [${shape}]`);
  }
  const bad = data.findIndex((count) => !(count >= 0 && count < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `confusionMatrix: counts are 0 or more, but row ${Math.floor(bad / n)}, column ${bad % n} ` +
        `holds ${data[bad]}`
    );
  }
  checkLabels(classNames, n, "confusionMatrix", "class");
  const names = classNames ?? Array.from({length: n}, (_, k) => `${k}`);
  const rows = Array.from({length: n}, (_, k) => Array.from(data.subarray(k * n, (k + 1) * n)));
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const shares = rows.map((row, k) =>
    row.map((count) => (sums[k] ? round(count / sums[k], 3) : 0))
  );
  const total = sums.reduce((sum, count) => sum + count, 0);
  const right = rows.reduce((sum, row, k) => sum + row[k], 0);
  const accuracy = `${right.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} right (${percent(right / total)})`;
  const long = Math.max(...names.map(({length}) => length)) > 3;
  const axis = {
    tickvals: names.map((_, k) => k),
    ticktext: [...names],
    showgrid: false,
    zeroline: false,
    constrain: "domain",
    constraintoward: "top"
  };
  const top = heading(title, total > 0 ? accuracy : "no examples");
  top.margin.t += colorbarHeight;
  const height = 400 + top.margin.t + 60;
  return figure(
    {
      data: [
        {
          type: "heatmap",
          z: shares,
          text: rows.map((row) => row.map((count) => round(count, 7))),
          zmin: 0,
          zmax: 1,
          colorscale: colorscales.sequential,
          ...(n <= maxNumbered && {texttemplate: "%{text}"}),
          xgap: 1,
          ygap: 1,
          hovertemplate:
            "true %{y}, predicted %{x}<br>%{text} examples, %{z:.1%} of the true class<extra></extra>",
          colorbar: {...colorbar("share of true class", {...top, height}), tickformat: ".0%"}
        }
      ],
      layout: {
        ...top,
        height,
        xaxis: {
          ...axis,
          title: {text: "predicted class"},
          ...(long && {tickangle: -60}),
          range: [-0.5, n - 0.5],
          constraintoward: "left"
        },
        yaxis: {...axis, title: {text: "true class"}, range: [n - 0.5, -0.5], scaleanchor: "x"}
      }
    },
    {alt: `${sentence(title)} ${describe(rows, sums, names, total, right)}`}
  );
}

function describe(
  rows: readonly number[][],
  sums: readonly number[],
  names: readonly string[],
  total: number,
  right: number
): string {
  if (total === 0) return `No examples of ${names.length} classes.`;
  const mistakes = rows
    .flatMap((row, i) => row.map((count, j) => ({i, j, count})))
    .filter(({i, j, count}) => i !== j && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({i, j, count}) => `${names[i]} taken for ${names[j]} (${short(count)})`);
  const recalls = rows
    .map((row, k) => ({name: names[k], recall: row[k] / sums[k]}))
    .filter(({recall}) => !Number.isNaN(recall))
    .sort((a, b) => a.recall - b.recall);
  const [least] = recalls;
  return [
    `${total.toLocaleString("en-US")} examples of ${names.length} classes, ` +
      `${right.toLocaleString("en-US")} right (${percent(right / total)}).`,
    mistakes.length ? `Most frequent mistakes: ${list(mistakes)}.` : "No mistake.",
    ...(mistakes.length ? [`Least recognised: ${least.name}, ${percent(least.recall)} right.`] : [])
  ].join(" ");
}

function percent(share: number): string {
  return `${short(share * 100, 4)} %`;
}

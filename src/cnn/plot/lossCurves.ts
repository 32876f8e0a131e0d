import {type Figure, figure, type Trace} from "./figure.ts";
import {colorway, heading, legendOverflow} from "./theme.ts";
import {list, plural, round, sentence, short, readVector} from "./values.ts";

/**
 * What training recorded, one number an epoch, under Keras's names: `loss`, `val_loss`, `acc`, `val_acc`
 * and so on; `val_` is the validation data's. `epoch` holds the epochs' numbers where they are not 1, 2, 3 …,
 * parts of an epoch too.
 */
export type History = Readonly<Record<string, readonly number[]>>;

export interface LossCurvesOptions {
  title?: string;
  /**
   * How many epochs training will take; fixes the horizontal axis, so that a figure that is updated
   * after each epoch grows without jumping. Defaults to as many as there are.
   */
  epochs?: number;
  /** `"log"` for a loss that falls over several powers of ten; defaults to `"linear"`. */
  lossScale?: "linear" | "log";
}

const panelHeight = 200;
const panelGap = 26;
const names: Record<string, string> = {
  loss: "loss",
  acc: "accuracy",
  accuracy: "accuracy",
  lr: "learning rate",
  learningRate: "learning rate"
};
const shares = new Set(["accuracy"]);

/**
 * Draws loss and metrics over the epochs, a panel each, training and validation in the same panel; a star
 * marks the best epoch on validation data (on training data where there is none).
 *
 * For the same metrics and the same `epochs` the layout is the same each time, so that a front end that is
 * given a new figure (`Plotly.react`) moves the curves and keeps the rest, the reader's zoom too.
 *
 * @param history - one list of numbers for each curve, all of one length; empty before the first epoch
 * @throws RangeError if there is no curve, or two differ in length
 * @throws TypeError if a curve is no list of numbers
 *
 * @example
 * ```ts
 * lossCurves({loss: [0.9, 0.4, 0.2], val_loss: [0.8, 0.5, 0.6]}).alt;
 * // "Loss over 3 epochs. Training loss falls from 0.9 to 0.2. Validation loss falls from 0.8 to 0.6,
 * // lowest 0.5 at epoch 2."
 * ```
 */
export function lossCurves(
  history: History,
  {title, epochs, lossScale = "linear"}: LossCurvesOptions = {}
): Figure {
  const {epoch, ...curves} = history;
  const metrics = metricsOf(curves);
  const count = checkLengths(history);
  const x = epoch ?? Array.from({length: count}, (_, i) => i + 1);
  const label = list(metrics.map(nameOf));
  const text = title ?? `${label.charAt(0).toUpperCase()}${label.slice(1)} during training`;
  const top = heading(text, "", {l: 64, legend: true});
  // Always as for all three, so that nothing moves when the first epoch has been judged.
  top.margin.t += legendOverflow(["training", "validation", "best epoch"]);
  const height = metrics.length * (panelHeight + panelGap);
  const layout: Record<string, unknown> = {
    ...top,
    height: height + top.margin.t + top.margin.b,
    uirevision: metrics.join(),
    hovermode: "x unified",
    xaxis: {
      title: {text: "epoch"},
      // From 0, the start of the first epoch, whose steps may be drawn too.
      ...(epochs !== undefined && {range: [0, epochs + 0.5]}),
      ...((epochs ?? count) <= 12 ? {dtick: 1} : {tickformat: "d"}),
      anchor: `y${metrics.length > 1 ? metrics.length : ""}`,
      zeroline: false
    }
  };
  const data: Trace[] = [];
  const facts: string[] = [];
  metrics.forEach((metric, k) => {
    const suffix = k === 0 ? "" : `${k + 1}`;
    const name = nameOf(metric);
    const share = shares.has(name);
    layout[`yaxis${suffix}`] = {
      title: {text: share ? `${name} (share)` : name},
      domain: [
        round(1 - ((k + 1) * (panelHeight + panelGap) - panelGap) / (height - panelGap)),
        round(1 - (k * (panelHeight + panelGap)) / (height - panelGap))
      ],
      type: metric === "loss" ? lossScale : "linear",
      ...(share ? {tickformat: ".3~g"} : {exponentformat: "power"})
    };
    for (const kind of ["training", "validation"] as const) {
      const values = curves[kind === "training" ? metric : `val_${metric}`];
      if (!values) continue;
      data.push(curve(kind, name, x, values, suffix, k === 0));
      facts.push(trend(`${kind} ${name}`, x, values, isRising(metric)));
    }
    const judged = curves[`val_${metric}`] ?? curves[metric];
    const best = bestOf(judged, isRising(metric));
    if (name !== "learning rate") {
      data.push(star(x[best], judged[best], suffix, k === 0 ? count > 0 : false));
    }
  });
  return figure(
    {data, layout},
    {
      alt:
        count === 0
          ? `${sentence(text)} No epoch yet.`
          : `${title ? `${sentence(title)} ` : ""}${sentence(`${label} ${epoch ? `up to epoch ${short(x[count - 1])}` : `over ${plural(count, "epoch")}`}`)} ` +
            facts.join(" ")
    }
  );
}

function metricsOf(curves: History): string[] {
  const metrics = [...new Set(Object.keys(curves).map((key) => key.replace(/^val_/, "")))];
  if (metrics.length === 0) {
    throw new RangeError(
      "lossCurves: expected at least one curve such as loss, but history holds none"
    );
  }
  return metrics.sort((a, b) => Number(b === "loss") - Number(a === "loss"));
}

function checkLengths(history: History): number {
  for (const [key, values] of Object.entries(history)) readVector(values, "lossCurves", key);
  const [[first, values], ...rest] = Object.entries(history);
  for (const [key, other] of rest) {
    if (other.length !== values.length) {
      throw new RangeError(
        `lossCurves: expected curves of one length, but ${key} has ${plural(other.length, "value")} ` +
          `(${first} has ${values.length})`
      );
    }
  }
  return values.length;
}

function nameOf(metric: string): string {
  return names[metric] ?? metric;
}

/** Whether more is better. */
function isRising(metric: string): boolean {
  return /acc|precision|recall|f1|auc|iou/i.test(metric);
}

function curve(
  kind: "training" | "validation",
  name: string,
  x: readonly number[],
  values: readonly number[],
  suffix: string,
  inLegend: boolean
): Trace {
  const training = kind === "training";
  const color = colorway[training ? 0 : 1];
  return {
    type: "scatter",
    // A single epoch is a point, which a line alone would not show.
    mode: x.length <= 40 ? "lines+markers" : "lines",
    name: kind,
    legendgroup: kind,
    showlegend: inLegend,
    x: [...x],
    y: values.map((value) => round(value)),
    line: {color, width: 2, dash: training ? "solid" : "dash"},
    marker: {color, size: 6, symbol: training ? "circle" : "diamond"},
    hovertemplate: `${kind} ${name} %{y:.4~g}<extra></extra>`,
    xaxis: "x",
    yaxis: `y${suffix}`
  };
}

function star(
  x: number | undefined,
  y: number | undefined,
  suffix: string,
  inLegend: boolean
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name: "best epoch",
    legendgroup: "best",
    showlegend: inLegend,
    x: x === undefined ? [] : [x],
    y: y === undefined ? [] : [round(y)],
    marker: {symbol: "star-open", size: 15, color: colorway[2], line: {width: 2}},
    hoverinfo: "skip",
    xaxis: "x",
    yaxis: `y${suffix}`
  };
}

/** The place of the best finite value; the first of equals, −1 where there is none. */
function bestOf(values: readonly number[], rising: boolean): number {
  let best = -1;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    if (best < 0 || (rising ? value > values[best] : value < values[best])) best = i;
  });
  return best;
}

function trend(
  name: string,
  x: readonly number[],
  values: readonly number[],
  rising: boolean
): string {
  const finite = values.filter(Number.isFinite);
  const gaps = values.length - finite.length;
  const missing = gaps ? `; ${plural(gaps, "value")} not finite, left blank` : "";
  if (finite.length === 0) return sentence(`${name} has no finite value`);
  const [first, last] = [finite[0], finite[finite.length - 1]];
  if (finite.length === 1) return sentence(`${name} is ${short(first)}${missing}`);
  const verb = last < first ? "falls" : last > first ? "rises" : undefined;
  const course = verb
    ? `${verb} from ${short(first)} to ${short(last)}`
    : `is ${short(first)} at both ends`;
  const best = bestOf(values, rising);
  const at =
    best < values.length - 1
      ? `, ${rising ? "highest" : "lowest"} ${short(values[best])} at epoch ${x[best]}`
      : "";
  return sentence(`${name} ${course}${at}${missing}`);
}

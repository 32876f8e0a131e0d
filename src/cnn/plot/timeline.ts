import {type Figure, figure} from "./figure.ts";
import {colorway, grey, heading} from "./theme.ts";
import {plural, sentence} from "./values.ts";

/** Something that happened. */
export interface TimelineEvent {
  year: number;
  /** What happened, in few words. */
  text: string;
  /** More of it, shown when pointed at. */
  detail?: string;
}

export interface TimelineOptions {
  title?: string;
}

const rowHeight = 34;
/** Widest line beside its year that a page of 400 pixels holds, in characters. */
const lineWidth = 42;

/**
 * Draws what happened when, the oldest on top, one line each: years as points on a line, words beside.
 *
 * @param events - in any order
 * @throws RangeError if there is no event
 *
 * @example
 * ```ts
 * timeline([{year: 1998, text: "LeNet-5"}, {year: 2012, text: "AlexNet"}], {title: "Networks"}).alt;
 * // "Networks. 2 events: 1998 LeNet-5; 2012 AlexNet."
 * ```
 */
export function timeline(
  events: readonly TimelineEvent[],
  {title = "Timeline"}: TimelineOptions = {}
): Figure {
  if (events.length === 0) {
    throw new RangeError("timeline: expected at least one event, but got none");
  }
  const sorted = [...events].sort((a, b) => a.year - b.year);
  const rows = sorted.map((_, k) => k);
  const top = heading(title, "", {l: 12, r: 12, b: 12});
  const text = {type: "scatter", mode: "text", y: rows, hoverinfo: "skip", cliponaxis: false};
  return figure(
    {
      data: [
        {
          type: "scatter",
          mode: "lines+markers",
          x: rows.map(() => 0),
          y: rows,
          line: {color: grey, width: 2},
          marker: {color: colorway[0], size: 11},
          customdata: sorted.map(({year, text, detail}) => `${year}: ${detail ?? text}`),
          hovertemplate: "%{customdata}<extra></extra>",
          cliponaxis: false
        },
        {
          ...text,
          x: rows.map(() => -0.03),
          text: sorted.map(({year}) => `<b>${year}</b>`),
          textposition: "middle left"
        },
        {
          ...text,
          x: rows.map(() => 0.03),
          text: sorted.map(({text}) => broken(text)),
          textposition: "middle right"
        }
      ],
      layout: {
        ...top,
        height: rowHeight * sorted.length + top.margin.t + top.margin.b + 12,
        showlegend: false,
        hovermode: "closest",
        xaxis: {visible: false, fixedrange: true, range: [-0.16, 1]},
        yaxis: {visible: false, fixedrange: true, range: [sorted.length - 0.4, -0.6]}
      }
    },
    {
      alt: `${sentence(title)} ${plural(sorted.length, "event")}: ${sorted
        .map(({year, text}) => `${year} ${text}`)
        .join("; ")}.`
    }
  );
}

/** Two lines where one would leave a narrow page. */
function broken(text: string): string {
  if (text.length <= lineWidth) return text;
  const at = text.lastIndexOf(" ", lineWidth);
  return at < 0 ? text : `${text.slice(0, at)}<br>${text.slice(at + 1)}`;
}

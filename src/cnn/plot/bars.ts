import {type Figure, figure} from "./figure.ts";
import {checkLabels} from "./imageGrid.ts";
import {colorway, heading} from "./theme.ts";
import {
  factsOf,
  inWords,
  plural,
  round,
  sentence,
  short,
  readVector,
  type Vector
} from "./values.ts";

export interface BarsOptions {
  title?: string;
  /** What the labels are. */
  labelTitle?: string;
  /** What the values are, with their unit: `"error (%)"`. */
  valueTitle?: string;
  /** What stands on each bar; defaults to its value where there are at most 20. */
  text?: readonly string[];
  /** Half the length of each bar's error bar, in the values' unit. */
  error?: Vector;
}

const maxTexts = 20;

/**
 * Draws one bar for each label; upright for short labels, lying for long ones.
 *
 * @param labels - what stands below (or beside) each bar
 * @param values - length of each bar; a value that is not finite leaves a gap
 * @throws RangeError if there is no bar, or as many values, texts or errors as labels are not given
 *
 * @example
 * ```ts
 * bars(["2010", "2011", "2012"], [28.2, 25.8, 16.4], {valueTitle: "top-5 error (%)"});
 * ```
 */
export function bars(
  labels: readonly (string | number)[],
  values: Vector,
  {title = "Bars", labelTitle = "", valueTitle = "value", text, error}: BarsOptions = {}
): Figure {
  const lengths = readVector(values, "bars", "values");
  if (lengths.length === 0) throw new RangeError("bars: expected at least one bar, but got none");
  checkLabels(labels, lengths.length, "bars", "value");
  checkLabels(text, lengths.length, "bars", "value");
  const errors = error && readVector(error, "bars", "error");
  checkLabels(errors, lengths.length, "bars", "value");
  const names = labels.map((label) => `${label}`);
  const longest = Math.max(...names.map(({length}) => length));
  // What fits below the bars of a narrow page, side by side.
  const lying = longest > 3 && longest * 7 * names.length > 320;
  const numbers = Array.from(lengths, (value) => round(value));
  const shown =
    text ??
    (names.length <= maxTexts ? Array.from(lengths, (value) => short(value, 3)) : undefined);
  const [along, across] = lying ? ["x", "y"] : ["y", "x"];
  const facts = factsOf(lengths);
  const at = (value: number): string => names[Array.from(lengths).indexOf(value)];
  return figure(
    {
      data: [
        {
          type: "bar",
          orientation: lying ? "h" : "v",
          [across]: names,
          [along]: numbers,
          ...(shown && {text: shown, textposition: "auto", textangle: 0, cliponaxis: false}),
          ...(errors && {
            [`error_${along}`]: {
              type: "data",
              array: Array.from(errors, (e) => round(e)),
              color: "#7a7a7a"
            }
          }),
          marker: {color: colorway[0]},
          hovertemplate: `%{${across}}<br>${valueTitle} %{${along}}<extra></extra>`
        }
      ],
      layout: {
        ...heading(title),
        height: lying ? Math.max(240, 28 * names.length + 130) : 380,
        [`${across}axis`]: {
          type: "category",
          title: {text: labelTitle},
          showgrid: false,
          ...(lying && {autorange: "reversed"})
        },
        [`${along}axis`]: {title: {text: valueTitle}, rangemode: "tozero"}
      }
    },
    {
      alt:
        facts.gaps === facts.count
          ? `${sentence(title)} ${plural(names.length, "bar")}, ${inWords(facts)}.`
          : `${sentence(title)} ${plural(names.length, "bar")}, ${valueTitle}: highest ${short(facts.max)} ` +
            `(${at(facts.max)}), lowest ${short(facts.min)} (${at(facts.min)})` +
            `${facts.gaps ? `; ${plural(facts.gaps, "value")} not finite, left blank` : ""}.` +
            (names.length <= maxTexts
              ? ` ${names.map((name, k) => `${name}: ${short(lengths[k])}`).join(", ")}.`
              : "")
    }
  );
}

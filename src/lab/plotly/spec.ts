/** A figure as it is published: what plotly.js takes. */
export interface Spec {
  readonly data: readonly object[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly frames: readonly object[];
  readonly config: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What a cell has published as `application/vnd.plotly.v1+json`.
 *
 * @throws TypeError if it has no list of traces
 */
export function toSpec(value: unknown): Spec {
  const {data, layout, frames, config} = isObject(value) ? value : {};
  if (!Array.isArray(data) || !data.every(isObject)) {
    throw new TypeError(
      `a plotly figure is {data: [trace, …], layout}, but got ${JSON.stringify(value)?.slice(0, 80)}`
    );
  }
  return {
    data,
    layout: isObject(layout) ? layout : {},
    frames: Array.isArray(frames) ? (frames as object[]) : [],
    config: isObject(config) ? config : {}
  };
}

/** The title of a figure as plain text; empty where it has none. */
export function titleOf({layout}: Spec): string {
  const title = isObject(layout.title) ? layout.title.text : layout.title;
  return typeof title === "string"
    ? title
        .replace(/<br\s*\/?>/g, " ")
        .replace(/<[^>]*>/g, "")
        .trim()
    : "";
}

/** The name of a figure's file: `filters-of-the-first-layer`. */
export function fileName(spec: Spec): string {
  const words = titleOf(spec)
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.slice(0, 8).join("-") ?? "figure";
}

// Plotly's sliders are drawn, not elements of the page: a keyboard cannot reach them. Here they are made so.

/** As much of a drawn figure as is asked for here. */
interface Figure extends HTMLElement {
  _fullLayout?: {sliders?: Slider[]};
  on?(event: "plotly_afterplot", listen: () => void): void;
}

interface Slider {
  readonly _index: number;
  readonly active: number;
  readonly visible: boolean;
  readonly currentvalue: {prefix?: string; suffix?: string};
  readonly steps: readonly {
    label: string;
    method: "animate" | "relayout" | "restyle" | "skip" | "update";
    args?: readonly unknown[];
  }[];
}

/** What plotly can do to a figure. */
interface Plotly {
  animate(figure: HTMLElement, ...args: never[]): Promise<unknown>;
  relayout(figure: HTMLElement, change: never): Promise<unknown>;
  restyle(figure: HTMLElement, ...args: never[]): Promise<unknown>;
  update(figure: HTMLElement, ...args: never[]): Promise<unknown>;
}

/** Where each key leads, from a step to another. */
const keys: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at + 1,
  PageDown: (at, last) => at - Math.ceil(last / 5),
  PageUp: (at, last) => at + Math.ceil(last / 5),
  Home: () => 0,
  End: (_, last) => last
};

/**
 * Lets a keyboard reach and move the sliders of a figure, and a screen reader say where they stand.
 *
 * @param place - the figure's element, once plotly has drawn in it
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/slider/
 */
export function sliderKeys(place: HTMLElement, plotly: object): void {
  const figure = place as Figure;
  const api = plotly as Plotly;
  const groups = (): SVGGElement[] => [...figure.querySelectorAll<SVGGElement>(".slider-group")];
  const sliders = (): Slider[] =>
    (figure._fullLayout?.sliders ?? []).filter(({visible}) => visible);

  const describe = (): void => {
    const drawn = sliders();
    groups().forEach((group, k) => {
      const slider = drawn[k];
      if (!slider) return;
      const {prefix = "", suffix = ""} = slider.currentvalue;
      const name = prefix.replace(/[:\s]+$/, "");
      const attributes = {
        tabindex: "0",
        role: "slider",
        "aria-label": name || "slider",
        "aria-valuemin": "0",
        "aria-valuemax": `${slider.steps.length - 1}`,
        "aria-valuenow": `${slider.active}`,
        "aria-valuetext": `${slider.steps[slider.active]?.label ?? ""}${suffix}`
      };
      for (const [key, value] of Object.entries(attributes)) group.setAttribute(key, value);
    });
  };

  const move = async (k: number, to: number): Promise<void> => {
    const slider = sliders()[k]!;
    const {method, args = []} = slider.steps[to]!;
    await api.relayout(figure, {[`sliders[${slider._index}].active`]: to} as never);
    if (method !== "skip") await api[method](figure, ...(args as [never]));
    describe();
    // Drawn anew, it is another element, which has not got the focus.
    groups()[k]?.focus();
  };

  figure.addEventListener("keydown", (event) => {
    const k = groups().findIndex((group) => group === event.target);
    const slider = sliders()[k];
    const lead = keys[event.key];
    if (!slider || !lead || event.altKey || event.ctrlKey || event.metaKey) return;
    // Arrows would scroll the page, or lead to the next cell.
    event.preventDefault();
    event.stopPropagation();
    const last = slider.steps.length - 1;
    const to = Math.min(last, Math.max(0, lead(slider.active, last)));
    if (to !== slider.active) void move(k, to);
  });
  figure.on?.("plotly_afterplot", describe);
  describe();
}

import {followClicks} from "./followClicks.ts";
import {fittedFrames, fittedLayout, stillLayout} from "./height.ts";
import {drawnOf, loadPlotly} from "./plotly.ts";
import {sliderKeys} from "./sliderKeys.ts";
import {type Layout, type Spec, specOf} from "./spec.ts";

/** A figure is drawn when it comes this near to the window, in pixels. */
const nearness = 800;

export interface Figures {
  /** How many figures are drawn. */
  readonly drawn: number;
  /** Draws all that are not drawn yet; still ones have no slider, no button and nothing to point at. */
  drawAll(options?: {isStill?: boolean}): Promise<void>;
}

/** Whether the page was opened to be printed. */
export function isOnPaper(): boolean {
  return location.hash === "#print";
}

/** Draws the figures as the reader comes near them. */
export function showFigures(): Figures {
  const waiting = new Map<Element, HTMLElement>();
  const underWay = new Set<Promise<void>>();
  let drawn = 0;
  const start = (figure: HTMLElement, isStill = false): void => {
    if (!waiting.delete(figure)) return;
    observer.unobserve(figure);
    const drawing = draw(figure, isStill).then(
      () => void ++drawn,
      (error: unknown) => fail(figure, error)
    );
    underWay.add(drawing);
    void drawing.finally(() => underWay.delete(drawing));
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const {target, isIntersecting} of entries) {
        const figure = waiting.get(target);
        if (isIntersecting && figure) start(figure);
      }
    },
    {rootMargin: `${nearness}px 0px`}
  );
  // On paper all are drawn, and in another way.
  for (const figure of document.querySelectorAll<HTMLElement>("figure.plotly")) {
    waiting.set(figure, figure);
    if (!isOnPaper()) observer.observe(figure);
  }
  return {
    get drawn() {
      return drawn;
    },
    async drawAll({isStill = false} = {}) {
      for (const figure of [...waiting.values()]) start(figure, isStill);
      await Promise.all(underWay);
    }
  };
}

async function draw(figure: HTMLElement, isStill: boolean): Promise<void> {
  const place = figure.querySelector<HTMLElement>(".plot")!;
  const {data, layout = {}, frames: all} = specOf(figure);
  const frames = isStill ? undefined : all;
  const plotly = await loadPlotly();
  const given = layoutFor(isStill ? stillLayout(layout) : layout);
  const show = async (shown: Layout, steps: Spec["frames"]): Promise<void> => {
    // Plotly writes into what it is given.
    const own = structuredClone({data, layout: shown, ...(steps && {frames: steps})});
    await plotly.react(place, {
      ...own,
      config: {
        responsive: false,
        displaylogo: false,
        // No figure goes to a cloud.
        plotlyServerURL: "",
        showSendToCloud: false,
        staticPlot: isStill,
        modeBarButtonsToRemove: ["lasso2d", "select2d"],
        toImageButtonOptions: {filename: figure.id, scale: 2}
      }
    });
  };
  /** Draws the figure at the width of the page, then takes away the height that it does not need. */
  const drawAtWidth = async (): Promise<void> => {
    await show(given, frames);
    const fitted = fittedLayout(given, drawnOf(place));
    const steps = fitted && frames && fittedFrames(frames, given, fitted);
    if (fitted && (steps || !frames)) await show(fitted, steps);
  };
  let drawing = drawAtWidth();
  await drawing;
  if (frames) followClicks(place, plotly, frames);
  if (!isStill) sliderKeys(place, plotly);
  place.style.minHeight = "";
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width || place.clientWidth === 0) return;
    width = place.clientWidth;
    drawing = drawing.then(drawAtWidth);
  }).observe(place);
}

/** The page gives the width, and the letters. */
function layoutFor(layout: Layout): Layout {
  const {font} = layout;
  const family = getComputedStyle(document.body).fontFamily;
  return {
    ...layout,
    width: undefined,
    autosize: true,
    font: {family, ...(font as object | undefined)}
  };
}

function fail(figure: HTMLElement, error: unknown): void {
  const place = figure.querySelector<HTMLElement>(".plot")!;
  place.style.minHeight = "";
  place.textContent = `This figure cannot be drawn (${String(error)}). ${place.getAttribute("aria-label") ?? ""}`;
  place.classList.add("undrawn");
  console.error(error);
}

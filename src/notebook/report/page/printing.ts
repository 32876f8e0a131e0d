import type {Figures} from "./figures.ts";

/** On paper nothing can be unfolded or scrolled to: solutions open, and figures are drawn beforehand. */
export function preparePrinting(figures: Figures): void {
  const opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>(
      ".solution, .fold.output"
    )) {
      if (details.open) continue;
      details.open = true;
      opened.push(details);
    }
    void figures.drawAll();
  });
  addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}

import {type Figures, isOnPaper} from "./figures.ts";

/** On paper nothing can be unfolded or scrolled to: solutions open, and figures are drawn beforehand. */
export function preparePrinting(figures: Figures): void {
  const opened: HTMLDetailsElement[] = [];
  const folded = document.querySelectorAll<HTMLDetailsElement>(".fold.solution, .fold.output");
  const unfold = (): void => {
    for (const details of folded) {
      if (details.open) continue;
      details.open = true;
      opened.push(details);
    }
  };
  // A program that prints draws the figures itself, when all is unfolded.
  if (isOnPaper()) unfold();
  addEventListener("beforeprint", () => {
    unfold();
    void figures.drawAll();
  });
  addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}

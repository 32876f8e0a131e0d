import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import {duration, short, states} from "./inWords.ts";
import type {SweepView, TrialRow} from "./sweepsOfServer.ts";

/** The trials of a sweep, the best first; each opens. */
export class TrialsTable extends Widget {
  readonly #open: (number: number) => void;
  #drawn = "";

  constructor(open: (number: number) => void) {
    super({node: element("section")});
    this.#open = open;
    this.addClass("cn-Sweep-trials");
    this.node.setAttribute("aria-label", "Trials");
  }

  draw(trials: readonly TrialRow[], {direction, best}: SweepView): void {
    const drawn = JSON.stringify([trials, best]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.trial;
    const old = this.node.querySelector(".cn-Sweep-tableScroll");
    const [top, left] = [old?.scrollTop ?? 0, old?.scrollLeft ?? 0];
    this.node.replaceChildren(element("h3", {}, "Trials"), ...this.#contents(trials, direction, best?.number)); // prettier-ignore
    const now = this.node.querySelector(".cn-Sweep-tableScroll");
    now?.scrollTo(left, top);
    if (focused !== undefined) this.focus(Number(focused));
  }

  /** Gives a trial's row the keys. */
  focus(number: number): void {
    this.node.querySelector<HTMLElement>(`[data-trial="${number}"]`)?.focus({preventScroll: true});
  }

  #contents(
    trials: readonly TrialRow[],
    direction: SweepView["direction"],
    best: number | undefined
  ): Node[] {
    if (trials.length === 0) return [element("p", {}, "No trial has begun yet.")];
    const names = [...new Set(trials.flatMap(({parameters}) => Object.keys(parameters)))];
    const columns = ["trial", "state", "value", "steps", "time", ...names];
    const head = columns.map((name) => element("th", {scope: "col"}, name));
    const rows = sorted(trials, direction).map((trial) => this.#row(trial, names, best));
    const scroll = element(
      "div",
      {className: "cn-Sweep-tableScroll", tabIndex: 0},
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows)
      )
    );
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Table of trials");
    return [scroll];
  }

  #row(trial: TrialRow, names: readonly string[], best: number | undefined): HTMLElement {
    const {number, state, value, steps, seconds, parameters} = trial;
    const [mark, words] = states[state];
    const open = element("button", {type: "button", data: {trial: String(number)}}, String(number));
    open.setAttribute("aria-label", `Open trial ${number}`);
    open.addEventListener("click", () => this.#open(number));
    const isBest = number === best;
    const cells: (string | Node)[] = [
      open,
      `${mark} ${words}`,
      value === null ? "" : short(value) + (isBest ? " ★" : ""),
      String(steps),
      seconds === null ? "" : duration(seconds),
      ...names.map((name) => (parameters[name] === undefined ? "" : short(parameters[name])))
    ];
    const row = element(
      "tr",
      {className: isBest ? "cn-mod-best" : ""},
      ...cells.map((cell) => element("td", {}, cell))
    );
    // The whole row for a pointer; its button for keys.
    row.addEventListener("click", ({target}) => {
      if (target !== open) this.#open(number);
    });
    return row;
  }
}

/** The best first, then those that run, were ended early, or failed. */
function sorted(trials: readonly TrialRow[], direction: SweepView["direction"]): TrialRow[] {
  const places = {complete: 0, running: 1, waiting: 2, pruned: 3, failed: 4} as const;
  const sign = direction === "maximize" ? -1 : 1;
  return [...trials].sort(
    (a, b) =>
      places[a.state] - places[b.state] ||
      sign * ((a.value ?? 0) - (b.value ?? 0)) ||
      a.number - b.number
  );
}

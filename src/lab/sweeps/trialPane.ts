import type {Message} from "@lumino/messaging";
import {Panel, Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import {Figures} from "./figures.ts";
import {duration, short, states} from "./inWords.ts";
import type {TrialView} from "./sweepsOfServer.ts";

/** One trial over its sweep: what it tried, how that went, what its first layer has learned. */
export class TrialPane extends Panel {
  readonly #close: () => void;
  readonly #head = new Widget({node: element("header")});
  readonly #figures = new Figures();
  readonly #note = new Widget({node: element("p")});
  readonly #heading = element("h3", {tabIndex: -1});
  readonly #facts = element("div");
  #number: number | undefined;

  constructor(close: () => void) {
    super({});
    this.#close = close;
    this.addClass("cn-Sweep-trial");
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-label", "Trial");
    const button = element("button", {type: "button", className: "cn-Sweep-close"}, "Close");
    button.addEventListener("click", () => this.#close());
    this.#head.node.append(this.#heading, button);
    this.addWidget(this.#head);
    this.addWidget(new Widget({node: this.#facts}));
    this.addWidget(this.#figures);
    this.addWidget(this.#note);
    this.hide();
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#close();
    });
  }

  /** The trial that is shown; undefined while none is. */
  get number(): number | undefined {
    return this.isHidden ? undefined : this.#number;
  }

  /** Shows a trial; a new one takes the keys. */
  showTrial(trial: TrialView): void {
    const isNew = this.number !== trial.number;
    this.#number = trial.number;
    const {number, state, value, steps, seconds, error, parameters, curves, filters} = trial;
    this.#heading.textContent = `Trial ${number}`;
    this.node.setAttribute("aria-label", `Trial ${number}`);
    const [mark, words] = states[state];
    const facts: [string, string][] = [
      ["state", `${mark} ${words}`],
      ...(value === null ? [] : ([["value", short(value)]] as [string, string][])),
      ["steps", String(steps)],
      ...(seconds === null ? [] : ([["time", duration(seconds)]] as [string, string][])),
      ...Object.entries(parameters).map(([name, one]): [string, string] => [name, short(one)])
    ];
    const list = element(
      "dl",
      {},
      ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])
    );
    const fault =
      error === null ? [] : [element("pre", {className: "cn-Sweep-error", tabIndex: 0}, error)];
    this.#facts.replaceChildren(list, ...fault);
    this.show();
    this.#figures.draw({...(curves && {curves}), ...(filters && {filters})});
    this.#note.node.textContent = [
      ...(curves
        ? []
        : [state === "running" ? "It has reported nothing yet." : "It reported nothing."]),
      ...(filters
        ? []
        : ["No filters: its folder has no checkpoint of a network with convolutions (fit's checkpoint, as trial.fitOptions() gives it)."]) // prettier-ignore
    ].join(" ");
    if (!isNew) return;
    this.node.scrollTop = 0;
    this.#heading.focus({preventScroll: true});
  }

  protected override onBeforeHide(message: Message): void {
    super.onBeforeHide(message);
    this.#number = undefined;
  }
}

import type {Message} from "@lumino/messaging";
import {Poll} from "@lumino/polling";
import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import {moment, short, statusOf} from "./inWords.ts";
import type {SweepLine, SweepsOfServer} from "./sweepsOfServer.ts";

/** How often the list is asked for while it is seen, in ms. */
const interval = 2000;

/** The sweeps below the folder that is shown: how each goes; one opens in a tab. */
export class SweepsPanel extends Widget {
  readonly #sweeps: SweepsOfServer;
  readonly #open: (sweep: SweepLine) => void;
  readonly #poll: Poll;
  #lines: readonly SweepLine[] | undefined;
  #fault: string | undefined;
  /** What is on the page, so that a list that is as before is left alone. */
  #drawn = "";

  constructor(sweeps: SweepsOfServer, open: (sweep: SweepLine) => void) {
    super({node: element("section")});
    this.#sweeps = sweeps;
    this.#open = open;
    this.id = "convnotes-sweeps";
    this.addClass("cn-Panel");
    this.addClass("cn-Sweeps");
    this.node.setAttribute("aria-label", "Sweeps");
    this.#poll = new Poll({
      auto: false,
      factory: () => this.#refresh(),
      frequency: {interval, backoff: true},
      standby: () => (this.isVisible ? "when-hidden" : true)
    });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#poll.dispose();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.#poll.start().then(() => this.#poll.refresh());
  }

  /** Shown by a command, it takes the keys. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.tabIndex = -1;
    (this.node.querySelector<HTMLElement>(".cn-Sweeps-title") ?? this.node).focus();
  }

  protected override onUpdateRequest(): void {
    const drawn = JSON.stringify([this.#fault, this.#lines]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.sweep;
    this.node.replaceChildren(element("h2", {}, "Sweeps"), ...this.#contents());
    if (focused === undefined) return;
    this.node.querySelector<HTMLElement>(`[data-sweep="${CSS.escape(focused)}"]`)?.focus();
  }

  async #refresh(): Promise<void> {
    try {
      this.#lines = await this.#sweeps.list();
      this.#fault = undefined;
    } catch (reason) {
      this.#fault = `The sweeps cannot be listed: ${(reason as Error).message}`;
      throw reason; // asked for less often then
    } finally {
      if (!this.isDisposed) this.update();
    }
  }

  #contents(): Node[] {
    if (this.#fault !== undefined) {
      const fault = element("p", {className: "cn-Sweeps-fault"}, this.#fault);
      fault.setAttribute("role", "alert");
      return [fault];
    }
    if (!this.#lines) return [element("p", {}, "Looking for sweeps…")];
    if (this.#lines.length > 0) {
      return [element("ul", {}, ...this.#lines.map((line) => this.#item(line)))];
    }
    return [
      element("p", {}, "There are no sweeps below this folder yet."),
      element(
        "p",
        {},
        "A sweep tries hyperparameters: call ",
        element("code", {}, "sweep({space, objective})"),
        " in a cell, or ",
        element("code", {}, "convnotes sweep NOTEBOOK"),
        " in a terminal. It appears here as soon as it has begun."
      )
    ];
  }

  #item(line: SweepLine): HTMLLIElement {
    const {path, name, finished, planned, best, begun} = line;
    const status = statusOf(line);
    const title = element(
      "button",
      {type: "button", className: "cn-Sweeps-title", title: path, data: {sweep: path}},
      name
    );
    const facts = best ? `, best ${short(best.value)}` : "";
    title.setAttribute("aria-label", `Open sweep ${name}: ${status}${facts}`);
    title.addEventListener("click", () => this.#open(line));
    const bar = element("progress", {value: finished, max: Math.max(planned, 1)});
    bar.setAttribute("aria-label", `${name}: trials finished`);
    return element(
      "li",
      {},
      element("div", {className: "cn-Sweeps-head"}, title),
      element(
        "div",
        {className: "cn-Sweeps-progress"},
        bar,
        element("span", {}, `${finished} of ${planned} trials`)
      ),
      element("div", {className: "cn-Sweeps-facts"}, status + facts),
      element("div", {className: "cn-Sweeps-facts"}, begun ? `begun ${moment(begun)}` : path)
    );
  }
}

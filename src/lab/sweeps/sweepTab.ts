import {ServerConnection} from "@jupyterlab/services";
import type {Message} from "@lumino/messaging";
import {Poll} from "@lumino/polling";
import {Panel, Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import {Figures} from "./figures.ts";
import {moment, short, statusOf} from "./inWords.ts";
import type {SweepsOfServer, SweepView} from "./sweepsOfServer.ts";
import {TrialPane} from "./trialPane.ts";
import {TrialsTable} from "./trialsTable.ts";

/** How often a sweep is asked for while it is seen, in ms: while it runs, and while it rests. */
const [runningInterval, restingInterval] = [1000, 4000];

/** A sweep in a tab: progress, figures, trials, all live; stopped and gone on with from here. */
export class SweepTab extends Panel {
  readonly path: string;
  readonly #sweeps: SweepsOfServer;
  readonly #poll: Poll;
  readonly #title = element("h2");
  readonly #status = element("span", {className: "cn-Sweep-status"});
  readonly #bar = element("progress", {value: 0, max: 1});
  readonly #count = element("span");
  readonly #facts = element("p", {className: "cn-Sweep-facts"});
  readonly #stop = button("Stop", "Stops the sweep; what its trials have learned is kept");
  readonly #resume = button("Resume", "Goes on, first inside the trials that were interrupted");
  readonly #fault = element("p", {className: "cn-Sweep-fault", hidden: true});
  readonly #said = element("p", {className: "cn-Sweep-said"});
  readonly #figures = new Figures();
  readonly #table = new TrialsTable((number) => void this.openTrial(number));
  readonly #pane = new TrialPane(() => this.#closeTrial());
  readonly #page = new Panel();
  #view: SweepView | undefined;
  /** What had the keys before a trial was opened. */
  #before: HTMLElement | undefined;

  constructor(sweeps: SweepsOfServer, path: string, name: string) {
    super();
    this.path = path;
    this.#sweeps = sweeps;
    this.addClass("cn-Sweep");
    this.title.label = name;
    this.title.caption = path;
    this.title.closable = true;
    this.#fault.setAttribute("role", "alert");
    this.#said.setAttribute("role", "status");
    this.#bar.setAttribute("aria-label", "Trials finished");
    this.#page.addClass("cn-Sweep-page");
    this.#page.node.tabIndex = 0;
    this.#page.node.setAttribute("role", "region");
    this.#page.node.setAttribute("aria-label", `Sweep ${name}`);
    this.#title.textContent = name;
    const head = element(
      "header",
      {className: "cn-Sweep-head"},
      element("div", {className: "cn-Sweep-line"}, this.#title, this.#status),
      element(
        "div",
        {className: "cn-Sweep-line"},
        ...[this.#bar, this.#count, this.#stop, this.#resume]
      ),
      ...[this.#facts, this.#fault, this.#said]
    );
    this.#page.addWidget(new Widget({node: head}));
    this.#page.addWidget(this.#figures);
    this.#page.addWidget(this.#table);
    this.addWidget(this.#page);
    this.addWidget(this.#pane);
    this.#figures.clicked.connect((_, carried) => {
      if (typeof carried === "number") void this.openTrial(carried);
    });
    this.#stop.addEventListener("click", () => {
      void this.#act(this.#stop, () => sweeps.stop(path), "It is told to stop.");
    });
    this.#resume.addEventListener("click", () => {
      void this.#act(this.#resume, () => sweeps.resume(path), "It goes on.");
    });
    this.#showButtons();
    this.#poll = new Poll({
      auto: false,
      factory: () => this.#refresh(),
      frequency: {interval: runningInterval, backoff: true},
      standby: () => (this.isVisible ? "when-hidden" : true)
    });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#poll.dispose();
    super.dispose();
  }

  /** Shows a trial: its parameters, curves and filters. */
  async openTrial(number: number): Promise<void> {
    const active = document.activeElement;
    if (this.#pane.number === undefined && active instanceof HTMLElement) this.#before = active;
    try {
      const trial = await this.#sweeps.trial(this.path, number);
      if (this.isDisposed) return;
      this.#pane.showTrial(trial);
    } catch (reason) {
      this.#say(`Trial ${number} cannot be shown: ${(reason as Error).message}`);
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.#look();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.#look();
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.#page.node.focus();
  }

  #look(): void {
    void this.#poll.start().then(() => this.#poll.refresh());
  }

  #closeTrial(): void {
    const {number} = this.#pane;
    this.#pane.hide();
    if (this.#before?.isConnected) this.#before.focus({preventScroll: true});
    else if (number !== undefined) this.#table.focus(number);
  }

  async #refresh(): Promise<void> {
    let view: SweepView;
    try {
      view = await this.#sweeps.view(this.path, this.#view?.revision);
    } catch (reason) {
      if (this.isDisposed) return;
      if (isGone(reason)) return this.#leave();
      this.#fault.hidden = false;
      this.#fault.textContent = `The sweep cannot be read: ${(reason as Error).message}`;
      throw reason; // asked for less often then
    }
    if (this.isDisposed) return;
    this.#fault.hidden = true;
    const isRunning = view.status === "running" || view.status === "stopping";
    if (this.#view && this.#view.status !== view.status) this.#say(`The sweep is ${view.status}.`);
    this.#view = view;
    this.#showHead(view);
    this.#showButtons();
    if (view.figures) this.#figures.draw(view.figures);
    if (view.trials) {
      this.#table.draw(view.trials, view);
      const {number} = this.#pane;
      const shown = view.trials.find((trial) => trial.number === number);
      // The one that is open goes on, too; unless it has been closed, or another opened, meanwhile.
      const trial = shown && (await this.#sweeps.trial(this.path, shown.number));
      if (trial && this.#pane.number === number) this.#pane.showTrial(trial);
    }
    const interval = isRunning ? runningInterval : restingInterval;
    if (this.#poll.frequency.interval !== interval) {
      this.#poll.frequency = {...this.#poll.frequency, interval};
    }
  }

  /** There is no such sweep any more: it is asked for again only when the tab is shown again. */
  #leave(): void {
    void this.#poll.stop();
    this.#view = undefined;
    this.#showButtons();
    this.#status.textContent = "gone";
    this.#fault.hidden = false;
    this.#fault.textContent = `This sweep is gone: there is none in ${this.path} any more.`;
  }

  #showHead(view: SweepView): void {
    const {name, finished, planned, best, direction, jobs, lost, begun, reason} = view;
    this.#fault.hidden = reason === null;
    if (reason !== null) this.#fault.textContent = `It came to a stop: ${reason}`;
    this.title.label = name;
    this.#title.textContent = name;
    this.#status.textContent = statusOf(view);
    this.#bar.max = Math.max(planned, 1);
    this.#bar.value = finished;
    this.#count.textContent = `${finished} of ${planned} trials`;
    this.#facts.textContent = [
      ...(best ? [`best ${short(best.value)} (trial ${best.number})`] : []),
      direction === "maximize" ? "more is better" : "less is better",
      jobs === 1 ? "one trial at a time" : `${jobs} trials at once`,
      ...(lost > 0 ? [`${lost} attempts lost their process`] : []),
      ...(begun ? [`begun ${moment(begun)}`] : []),
      this.path
    ].join(" · ");
  }

  #showButtons(): void {
    const status = this.#view?.status;
    const canResume = this.#view?.canResume ?? false;
    this.#stop.ariaDisabled = String(status !== "running");
    this.#resume.ariaDisabled = String(status !== "stopped" || !canResume);
    if (status === "stopped" && !canResume) {
      this.#resume.title = "Its trials run inside a program: run that again with this folder";
    }
  }

  async #act(button: HTMLButtonElement, act: () => Promise<void>, done: string): Promise<void> {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      await act();
      this.#say(done);
    } catch (reason) {
      this.#say(`This did not work: ${(reason as Error).message}`);
    }
    await this.#poll.refresh();
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }
}

const isGone = (reason: unknown): boolean =>
  reason instanceof ServerConnection.ResponseError && reason.response.status === 404;

/** It keeps the focus while it can do nothing. */
function button(label: string, title: string): HTMLButtonElement {
  return element("button", {type: "button", className: "jp-mod-styled", title}, label);
}

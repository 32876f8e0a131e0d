import type {INotebookTracker, NotebookPanel} from "@jupyterlab/notebook";
import type {Cell} from "@jupyterlab/cells";
import {type Message, MessageLoop} from "@lumino/messaging";
import {Widget} from "@lumino/widgets";
import {parseParameters, type Parameter, type ParameterValue} from "../../notebook/parameters.ts";
import {control, type Control} from "./control.ts";
import {element} from "../element.ts";
import {recorded} from "./recordedRun.ts";
import {parametersIndex, runWith, writeValues} from "./parametersCell.ts";

const runId = "cn-parameters-run";

type SharedCell = Cell["model"]["sharedModel"];

/** The parameters of the notebook in front, as a form. */
export class ParametersPanel extends Widget {
  readonly #tracker: INotebookTracker;
  #panel: NotebookPanel | null = null;
  #cell: SharedCell | undefined;
  #parameters: Parameter[] = [];
  #controls: Control[] = [];
  /** What readers set and did not write into the notebook yet, by its path. */
  readonly #unwritten = new Map<string, Record<string, ParameterValue>>();
  readonly #status = element("p", {className: "cn-Parameters-status"});
  #isRunning = false;

  constructor(tracker: INotebookTracker) {
    super({node: element("section")});
    this.#tracker = tracker;
    this.id = "convnotes-parameters";
    this.addClass("cn-Panel");
    this.addClass("cn-Parameters");
    this.node.setAttribute("aria-label", "Parameters");
    this.#status.setAttribute("role", "status");
    tracker.currentChanged.connect(this.#follow, this);
    this.#follow();
  }

  protected override onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    this.#draw();
  }

  #follow(): void {
    this.#panel?.content.modelContentChanged.disconnect(this.#lookAgain, this);
    this.#panel = this.#tracker.currentWidget;
    this.#panel?.content.modelContentChanged.connect(this.#lookAgain, this);
    this.#status.textContent = "";
    void this.#panel?.context.ready.then(() => this.update());
    this.update();
  }

  /** Cells come and go: the form follows the cell that declares the parameters. */
  #lookAgain(): void {
    if (this.#panel && this.#cellNow() !== this.#cell) this.update();
  }

  #cellNow(): SharedCell | undefined {
    if (!this.#panel?.content.model) return undefined;
    const cell = this.#panel.content.widgets[parametersIndex(this.#panel)];
    return cell?.model.sharedModel;
  }

  #sourceChanged = (): void => this.update();

  #draw(): void {
    this.#cell?.changed.disconnect(this.#sourceChanged);
    this.#cell = this.#cellNow();
    this.#cell?.changed.connect(this.#sourceChanged);
    const focused = this.node.contains(document.activeElement) && document.activeElement?.id;
    this.node.replaceChildren(element("h2", {}, "Parameters"), ...this.#contents());
    if (!focused) return;
    // Who uses keys alone goes on where they were, or at the button if that is gone.
    const fields = [`#${CSS.escape(focused)}:enabled`, `#${runId}`];
    for (const field of fields) {
      const found = this.node.querySelector<HTMLElement>(field);
      if (found) return found.focus();
    }
  }

  /** Shown by a command, it takes the keys: its first field does, or itself where there is none. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.tabIndex = -1;
    const first = this.node.querySelector<HTMLElement>("input, select") ?? this.node;
    first.focus();
  }

  #contents(): Node[] {
    const hint = (text: string): Node[] => [element("p", {className: "cn-Parameters-hint"}, text)];
    if (!this.#panel) return hint("Open a lecture to change its parameters here.");
    if (!this.#cell) return hint("This notebook has no cell tagged “parameters”.");
    try {
      this.#parameters = parseParameters(this.#cell.getSource());
    } catch (reason) {
      const fault = element("p", {className: "cn-Parameters-error"}, (reason as Error).message);
      fault.setAttribute("role", "alert");
      return [fault];
    }
    if (this.#parameters.length === 0) {
      return hint("The cell tagged “parameters” declares none: const epochs = 3; // @param …");
    }
    return [this.#form()];
  }

  #form(): HTMLFormElement {
    const own = this.#unwritten.get(this.#panel!.context.path) ?? {};
    const run = element("button", {
      id: runId,
      type: "submit",
      className: "jp-mod-styled jp-mod-accept"
    });
    const write = element(
      "button",
      {id: "cn-parameters-keep", type: "button", className: "jp-mod-styled"},
      "Keep in the notebook"
    );
    write.title = "Writes the values into the cell that declares them";
    const judge = (): void => {
      const values = this.#controls.map(({value}) => value);
      const isValid = values.every((value) => value !== undefined);
      run.disabled = !isValid;
      // It keeps the focus while cells run.
      run.ariaDisabled = String(this.#isRunning);
      run.textContent = this.#isRunning ? "Running…" : "Run with these values";
      write.disabled = !isValid || this.#parameters.every(({value}, k) => value === values[k]);
    };
    this.#controls = this.#parameters.map((parameter, k) => {
      const made = control(parameter, `cn-parameter-${parameter.name}`, () => {
        const value = this.#controls[k]?.value;
        if (value !== undefined) own[parameter.name] = value;
        this.#unwritten.set(this.#panel!.context.path, own);
        judge();
      });
      const kept = own[parameter.name];
      if (kept !== undefined) made.set(kept);
      return made;
    });
    judge();
    write.addEventListener("click", () => {
      this.#unwritten.delete(this.#panel!.context.path);
      writeValues(this.#panel!, this.#parameters, this.#values());
    });
    const form = element(
      "form",
      {noValidate: true},
      ...this.#controls.map(({node}) => node),
      element("div", {className: "cn-Parameters-buttons"}, run, write),
      this.#status
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#isRunning) void this.#run();
    });
    return form;
  }

  #values(): Record<string, ParameterValue> {
    return Object.fromEntries(
      this.#parameters.map(({name}, k) => [name, this.#controls[k]!.value!])
    );
  }

  async #run(): Promise<void> {
    const panel = this.#panel!;
    this.#isRunning = true;
    this.#say("");
    try {
      const [parameters, values] = [this.#parameters, this.#values()];
      const {ran, path} = await recorded(panel, values, () => runWith(panel, parameters, values));
      this.#isRunning = false;
      const end = ran ? "Ran with these values." : "Stopped at a cell with an error.";
      this.#say(`${end} The record is in ${path}`);
    } catch (reason) {
      this.#isRunning = false;
      this.#say(`Not run: ${(reason as Error).message}.`);
    }
  }

  #say(text: string): void {
    this.#status.textContent = text;
    if (!this.isDisposed) MessageLoop.sendMessage(this, Widget.Msg.UpdateRequest);
  }
}

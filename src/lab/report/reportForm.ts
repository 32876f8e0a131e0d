import type {Dialog} from "@jupyterlab/apputils";
import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";

/** What the reader wants exported. */
export interface ReportChoice {
  /** A name of `/api/nbconvert`. */
  format: string;
  /** Code of cells: in view, behind a click, or left out. */
  code: string;
}

interface Form {
  label: string;
  what: string;
  /** Which views of the code it has; none where the code is what it is about. */
  codes?: readonly string[];
}

/** The forms by their names at the server; one that is not here goes by its name. */
const forms: Readonly<Record<string, Form>> = {
  html: {
    label: "HTML",
    what: "one file with live figures, that opens anywhere",
    codes: ["show", "fold", "hide"]
  },
  pdf: {label: "PDF", what: "pages to print", codes: ["show", "hide"]},
  markdown: {
    label: "Markdown",
    what: "text, code and outputs, with the pictures beside it",
    codes: ["show", "fold", "hide"]
  },
  script: {label: "TypeScript", what: "a program that does what its cells do"},
  "markdown-source": {
    label: "Notebook source as Markdown",
    what: "without outputs; opens as a notebook again"
  },
  "typescript-source": {
    label: "Notebook source as TypeScript",
    what: "without outputs; opens as a notebook again"
  }
};

const codes: Readonly<Record<string, string>> = {
  show: "Shown",
  fold: "Behind a click",
  hide: "Left out"
};

/** Asks for the form of a report, and what becomes of the code in it. */
export class ReportForm extends Widget implements Dialog.IBodyWidget<ReportChoice | undefined> {
  readonly isEmpty: boolean;
  readonly #inputs: readonly HTMLInputElement[];
  readonly #code: HTMLSelectElement;

  /** @param formats - what the server can make */
  constructor(formats: readonly string[]) {
    const inputs = formats.map((format, k) =>
      element("input", {type: "radio", name: "format", value: format, checked: k === 0})
    );
    const code = element("select", {id: "cn-report-code"});
    super({node: formats.length > 0 ? nodeOf(inputs, code) : noForms()});
    this.isEmpty = formats.length === 0;
    this.#inputs = inputs;
    this.#code = code;
    for (const input of inputs) input.addEventListener("change", () => this.#offerCodes());
    this.#offerCodes();
  }

  getValue(): ReportChoice | undefined {
    const format = this.#inputs.find(({checked}) => checked)?.value;
    return format === undefined ? undefined : {format, code: this.#code.value || "show"};
  }

  /** The views of the code that the chosen form has; what was chosen before stays if it can. */
  #offerCodes(): void {
    const {format = "", code = "show"} = this.getValue() ?? {};
    const offered = forms[format]?.codes ?? [];
    this.#code.replaceChildren(
      ...offered.map((value) => element("option", {value}, codes[value] ?? value))
    );
    if (offered.includes(code)) this.#code.value = code;
    this.#code.disabled = offered.length === 0;
  }
}

function nodeOf(inputs: readonly HTMLInputElement[], code: HTMLSelectElement): HTMLElement {
  return element(
    "div",
    {className: "cn-Report"},
    element(
      "fieldset",
      {},
      element("legend", {}, "Save the notebook, as it was run, as"),
      ...inputs.map((input) => {
        const {label, what} = forms[input.value] ?? {label: input.value, what: ""};
        const text = element("span", {}, element("b", {}, label), what && ` – ${what}`);
        return element("label", {}, input, text);
      })
    ),
    element("label", {htmlFor: code.id}, "Code of its cells"),
    code
  );
}

function noForms(): HTMLElement {
  return element("p", {}, "This server has no exporters.");
}

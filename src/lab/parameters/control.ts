import {checkParameter, type Parameter, type ParameterValue} from "../../notebook/parameters.ts";
import {element} from "../element.ts";
import {sliderScale} from "./scale.ts";

/** What a reader sets one parameter with. */
export interface Control {
  readonly node: HTMLElement;
  /** What is set; undefined where it is none that the parameter takes. */
  readonly value: ParameterValue | undefined;
  set(value: ParameterValue): void;
}

/** The element that is set, and how its text or position is a value. */
interface Field {
  readonly input: HTMLInputElement | HTMLSelectElement;
  /** Shown beside the label. */
  readonly beside?: HTMLElement;
  read(): unknown;
  show(value: ParameterValue): void;
}

/**
 * A row of the form: label, field, what the parameter is called in the code, and what is wrong.
 *
 * @param changed - called after every change by the reader
 */
export function control(parameter: Parameter, id: string, changed: () => void): Control {
  const {name, label} = parameter;
  const field = makeField(parameter, id);
  const error = element("p", {className: "cn-Parameters-error", id: `${id}-error`, hidden: true});
  error.setAttribute("role", "alert");
  const back = element(
    "button",
    {type: "button", className: "cn-Parameters-default", hidden: true},
    "↺"
  );
  back.title = `Back to ${String(parameter.default)}`;
  back.setAttribute("aria-label", `${label || name}: back to ${String(parameter.default)}`);

  const read = (): {value?: ParameterValue; fault?: string} => {
    try {
      return {value: checkParameter(parameter, field.read())};
    } catch (reason) {
      return {fault: (reason as Error).message};
    }
  };
  const judge = (): void => {
    const {value, fault} = read();
    field.input.toggleAttribute("aria-invalid", fault !== undefined);
    error.hidden = fault === undefined;
    error.textContent = fault ?? "";
    back.hidden = value === parameter.default;
  };
  field.input.addEventListener("input", () => {
    judge();
    changed();
  });
  const own: Control = {
    node: element(
      "div",
      {className: "cn-Parameters-row", data: {parameter: name}},
      element(
        "div",
        {className: "cn-Parameters-head"},
        element("label", {htmlFor: id}, sentence(label || name)),
        ...(field.beside ? [field.beside] : []),
        back
      ),
      field.input,
      element("code", {className: "cn-Parameters-name"}, name),
      error
    ),
    get value() {
      return read().value;
    },
    set(value) {
      field.show(value);
      judge();
    }
  };
  field.input.setAttribute("aria-describedby", error.id);
  back.addEventListener("click", () => {
    own.set(parameter.default);
    field.input.focus();
    changed();
  });
  own.set(parameter.value);
  return own;
}

function makeField(parameter: Parameter, id: string): Field {
  const {type, choices, isSlider} = parameter;
  if (choices) return choiceField(parameter, id, choices);
  if (type === "boolean") {
    const input = element("input", {id, type: "checkbox", className: "cn-Parameters-switch"});
    input.setAttribute("role", "switch");
    return {
      input,
      read: () => input.checked,
      show: (value) => (input.checked = value === true)
    };
  }
  if (isSlider) return sliderField(parameter, id);
  const input = element("input", {id, type: type === "string" ? "text" : "number"});
  const {min, max, step} = parameter;
  if (type !== "string") {
    if (min !== undefined) input.min = String(min);
    if (max !== undefined) input.max = String(max);
    input.step = step === undefined ? (type === "integer" ? "1" : "any") : String(step);
  }
  return {
    input,
    // An empty field for a number holds no number.
    read: () => (type !== "string" && input.value === "" ? "nothing" : input.value),
    show: (value) => (input.value = String(value))
  };
}

function choiceField(_: Parameter, id: string, choices: readonly ParameterValue[]): Field {
  const input = element(
    "select",
    {id},
    ...choices.map((choice, k) => element("option", {value: String(k)}, String(choice)))
  );
  return {
    input,
    read: () => choices[Number(input.value)],
    show: (value) => (input.value = String(choices.indexOf(value)))
  };
}

function sliderField(parameter: Parameter, id: string): Field {
  const scale = sliderScale(parameter);
  const input = element("input", {
    id,
    type: "range",
    min: String(scale.min),
    max: String(scale.max),
    step: String(scale.step)
  });
  const output = element("output", {className: "cn-Parameters-value"});
  output.htmlFor.add(id);
  let value: number;
  const say = (): void => {
    output.textContent = String(value);
    input.setAttribute("aria-valuetext", String(value));
  };
  input.addEventListener("input", () => {
    value = scale.toValue(Number(input.value));
    say();
  });
  return {
    input,
    beside: output,
    read: () => value,
    show(next) {
      value = Number(next);
      input.value = String(scale.toPosition(value));
      say();
    }
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

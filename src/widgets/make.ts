import {type Model, type ModelName, models, type State} from "./models.ts";
import {type NamedModel, Widget} from "./widget.ts";

/** What can be said of every widget that is shown. */
export interface CommonOptions {
  /** CSS of its place, by JavaScript's names: `{width: "50%", maxWidth: "20em"}`. */
  layout?: Readonly<Record<string, string | null>>;
  /** What its class lets one say of its looks: `{descriptionWidth: "initial"}`. */
  style?: Readonly<Record<string, string | null>>;
  /** Shown while the pointer rests on it. */
  tooltip?: string | null;
}

/** A model with its name. */
export function modelOf(name: ModelName): NamedModel {
  return {name, ...(models[name] as Model)};
}

/**
 * The first state of a widget, from options by JavaScript's names; its layout and style are widgets, too.
 *
 * @throws TypeError if the model knows no such option
 */
export function stateOf(name: ModelName, options: object): State {
  const {state, style, isShown} = models[name] as Model;
  const {layout: place, style: looks, ...rest} = options as CommonOptions & State;
  const given: State = {};
  for (const [option, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const wireName = toWireName(option);
    if (!Object.hasOwn(state, wireName) && !(isShown && wireName === "tooltip"))
      throw new TypeError(`${name}: it has ${namesOf(state)}, but no ${JSON.stringify(option)}`);
    given[wireName] = value;
  }
  if (!isShown) return given;
  given.layout = part("Layout", place);
  if (style) given.style = part(style as ModelName, looks);
  return given;
}

function part(name: ModelName, options: object = {}): Widget {
  return options instanceof Widget ? options : new Widget(modelOf(name), stateOf(name, options));
}

const namesOf = (state: Readonly<State>): string =>
  Object.keys(state)
    .filter((name) => !name.startsWith("_"))
    .map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
    .join(", ");

/** `continuousUpdate` is `continuous_update` to ipywidgets. */
const toWireName = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

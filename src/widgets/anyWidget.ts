import {modelOf, stateOf} from "./make.ts";
import type {State} from "./models.ts";
import {Widget} from "./widget.ts";

export interface AnyWidgetOptions {
  /** The text of an ES module whose default export has `render({model, el})`. */
  esm: string;
  /** Style for it. */
  css?: string;
  /** What code and view share, by names that both use: `model.get("count")`. */
  state?: Readonly<State>;
}

/**
 * A widget with a view of one's own: an ES module that draws into an element, and a state that it shares
 * with code in cells. It is anywidget's model, which the page must have (the lab does).
 *
 * @throws TypeError if the module or a part of the state has a name that is taken
 * @see https://anywidget.dev/en/afm/
 *
 * @example
 * ```ts
 * const counter = anyWidget({
 *   esm: `export default {render({model, el}) {
 *     el.textContent = model.get("count");
 *     el.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
 *   }}`,
 *   state: {count: 0}
 * });
 * counter.observe("count", (count) => console.log(count));
 * ```
 */
export function anyWidget({esm, css = "", state = {}}: AnyWidgetOptions): Widget {
  const taken = Object.keys(state).filter((name) => /^_|^(layout|tabbable|tooltip)$/.test(name));
  if (taken.length > 0)
    throw new TypeError(`anyWidget: the state has names of its own, but got ${taken.join(", ")}`);
  const model = {name: "Any", module: "anywidget", version: "*", view: "AnyView", isShown: true};
  const layout = new Widget(modelOf("Layout"), stateOf("Layout", {}));
  return new Widget(
    {...model, state: {}},
    {
      _anywidget_id: "convnotes.anyWidget",
      _esm: esm,
      _css: css,
      layout,
      ...structuredClone(state)
    }
  );
}

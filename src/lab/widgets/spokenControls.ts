import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import type {ExportMap, IJupyterWidgetRegistry} from "@jupyter-widgets/base";

type Registered = Parameters<IJupyterWidgetRegistry["registerWidget"]>[0];

/** What the views of ipywidgets' controls have that is used here. */
interface View {
  readonly el: HTMLElement;
  readonly model: {get(name: string): unknown};
  /** Of a slider: where noUiSlider is, and the value in words. */
  readonly $slider?: HTMLElement & {
    noUiSlider: {on(event: "update", listener: () => void): void};
  };
  readonly readout?: HTMLElement;
  /** Of a bar. */
  readonly progress?: HTMLElement;
  render(): void;
  update(options?: unknown): void;
  updateDescription(): void;
  createSlider(): void;
}
type ViewClass = new (...args: never[]) => View;

const slider = /^(Int|Float|FloatLog|IntRange|FloatRange|Selection|SelectionRange)SliderView$/;
const others: Readonly<Record<string, (view: View) => void>> = {
  ProgressView: sayProgress,
  RadioButtonsView: (view) => sayGroup(view, "radiogroup"),
  ToggleButtonsView: (view) => sayGroup(view, "group"),
  ToggleButtonView: ({el}) => sayPressed([el])
};

/**
 * The manager's plugin for controls, with views that say to a screen reader what they are: ipywidgets
 * gives sliders and bars no name, and of a logarithmic slider it tells the exponent. Other plugins stay
 * as they are.
 */
export function withSpokenControls(
  plugin: JupyterFrontEndPlugin<unknown>
): JupyterFrontEndPlugin<unknown> {
  if (!plugin.id.startsWith("@jupyter-widgets/jupyterlab-manager:controls-")) return plugin;
  return {
    ...plugin,
    activate: (app: JupyterFrontEnd, registry: IJupyterWidgetRegistry) =>
      plugin.activate(app, {
        registerWidget: (data: Registered): void =>
          registry.registerWidget({
            ...data,
            exports: async () => spoken(await loaded(data.exports))
          })
      })
  };
}

async function loaded(given: Registered["exports"]): Promise<ExportMap> {
  return typeof given === "function" ? given() : given;
}

function spoken(classes: ExportMap): ExportMap {
  return Object.fromEntries(
    Object.entries(classes).map(([name, given]) => {
      const View = given as unknown as ViewClass;
      const say = others[name];
      if (slider.test(name)) return [name, spokenSlider(View)];
      return [name, say ? saying(View, say) : given];
    })
  ) as ExportMap;
}

/** A view that says what it is whenever it is drawn anew. */
function saying(View: ViewClass, say: (view: View) => void): ViewClass {
  return class extends View {
    override render(): void {
      super.render();
      say(this);
    }
    override update(options?: unknown): void {
      super.update(options);
      say(this);
    }
    override updateDescription(): void {
      super.updateDescription();
      say(this);
    }
  };
}

function spokenSlider(View: ViewClass): ViewClass {
  return class extends saying(View, saySlider) {
    override createSlider(): void {
      super.createSlider();
      // noUiSlider says a value of its own with each change, and calls who listens after that.
      this.$slider?.noUiSlider.on("update", () => saySlider(this));
    }
  };
}

function saySlider({el, model, readout}: View): void {
  const name = nameOf(model);
  const handles = [...el.querySelectorAll('.noUi-handle[role="slider"]')];
  const values = (readout?.textContent ?? "").split(" – ");
  for (const [i, handle] of handles.entries()) {
    const end = handles.length > 1 ? ["from", "to"][i] : "";
    handle.setAttribute("aria-label", [name, end].filter(Boolean).join(", "));
    handle.setAttribute("aria-disabled", String(model.get("disabled") === true));
    const value = values.length === handles.length && values[i];
    if (value) handle.setAttribute("aria-valuetext", value);
  }
  readout?.setAttribute("role", "textbox");
  readout?.setAttribute("aria-label", `${name}, as a text`);
}

function sayProgress({model, progress}: View): void {
  if (!progress) return;
  progress.setAttribute("role", "progressbar");
  progress.setAttribute("aria-label", nameOf(model));
  for (const [part, of] of [
    ["min", "min"],
    ["max", "max"],
    ["now", "value"]
  ] as const)
    // prettier-ignore
    progress.setAttribute(`aria-value${part}`, String(model.get(of)));
}

function sayGroup({el, model}: View, role: string): void {
  el.setAttribute("role", role);
  el.setAttribute("aria-label", nameOf(model));
  sayPressed(el.querySelectorAll(".widget-toggle-button"));
}

function sayPressed(buttons: Iterable<Element>): void {
  for (const button of buttons)
    button.setAttribute("aria-pressed", String(button.classList.contains("mod-active")));
}

function nameOf(model: View["model"]): string {
  const description = model.get("description");
  return (typeof description === "string" && description.replace(/<[^>]*>/g, "")) || "control";
}

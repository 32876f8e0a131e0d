import {type CommonOptions, modelOf, stateOf} from "../make.ts";
import type {ModelName} from "../models.ts";
import {Widget} from "../widget.ts";
import {Output} from "./output.ts";

/** Widgets in a widget. */
export class Box extends Widget {
  constructor(model: ModelName, children: readonly Widget[], options: object) {
    super(modelOf(model), {...stateOf(model, options), children: [...children]});
  }

  get children(): readonly Widget[] {
    return this.get("children") as Widget[];
  }

  set children(children: readonly Widget[]) {
    this.set({children: [...children]});
  }

  /** Takes it out of the page, with all that is in it. */
  override close(): void {
    super.close();
    for (const child of this.children) child.close();
  }

  override words(): string {
    const [outputs, others] = [true, false].map((isOutput) =>
      this.children
        .filter((child) => child instanceof Output === isOutput)
        .map((child) => child.words())
        .filter(Boolean)
    );
    return [others?.join(" · "), ...(outputs ?? [])].filter(Boolean).join("\n");
  }
}

/**
 * Widgets side by side.
 *
 * @example
 * ```ts
 * hbox([intSlider(), button({description: "Train"})])
 * ```
 */
export function hbox(children: readonly Widget[], options: CommonOptions = {}): Box {
  return new Box("HBox", children, options);
}

/** Widgets one below the other. */
export function vbox(children: readonly Widget[], options: CommonOptions = {}): Box {
  return new Box("VBox", children, options);
}

/**
 * Widgets of which one is seen, by the titles of all.
 *
 * @param children - by their titles
 */
export function tabs(children: Readonly<Record<string, Widget>>, options: CommonOptions = {}): Box {
  return new Box("Tab", Object.values(children), {
    ...options,
    titles: Object.keys(children),
    selectedIndex: 0
  });
}

/**
 * Widgets of which one or none is seen, below its title.
 *
 * @param children - by their titles
 */
export function accordion(
  children: Readonly<Record<string, Widget>>,
  options: CommonOptions = {}
): Box {
  return new Box("Accordion", Object.values(children), {...options, titles: Object.keys(children)});
}

import {type CommonOptions, modelOf, stateOf} from "../make.ts";
import {Widget} from "../widget.ts";

export interface ButtonOptions extends CommonOptions {
  /** What is written on it. */
  description?: string;
  /** Whether it can not be pressed for now; defaults to false. */
  disabled?: boolean;
  /** A name of Font Awesome: `"play"`. */
  icon?: string;
  /** Its colour; defaults to that of the theme. */
  buttonStyle?: "" | "primary" | "success" | "info" | "warning" | "danger";
}

/** Something to press. */
export class Button extends Widget {
  constructor(options: ButtonOptions) {
    super(modelOf("Button"), stateOf("Button", options));
  }

  /**
   * Has a function called whenever it is pressed.
   *
   * @returns ends that
   */
  onClick(handler: () => unknown): () => void {
    return this.onMessage((content) => {
      if ((content as {event?: unknown} | undefined)?.event === "click") return handler();
      return undefined;
    });
  }

  override words(): string {
    return `[ ${String(this.get("description"))} ]`;
  }
}

/**
 * A button.
 *
 * @example
 * ```ts
 * const train = button({description: "Train", icon: "play"});
 * train.onClick(() => console.log("training"));
 * ```
 */
export function button(options: ButtonOptions = {}): Button {
  return new Button(options);
}

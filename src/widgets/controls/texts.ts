import {Control, plain} from "../control.ts";
import type {CommonOptions} from "../make.ts";
import type {ControlOptions} from "./sliders.ts";

export interface TextOptions extends ControlOptions {
  /** What it begins with; defaults to nothing. */
  value?: string;
  /** Shown while there is nothing in it. */
  placeholder?: string;
  /** Whether the value changes with each key, or when one is done; defaults to true. */
  continuousUpdate?: boolean;
}

/** A field for a line of text. */
export function text(options: TextOptions = {}): Control<string> {
  return new Control("Text", options, plain());
}

/** A field for lines of text. */
export function textarea(
  options: TextOptions & {
    /** Its height in lines. */
    rows?: number;
  } = {}
): Control<string> {
  return new Control("Textarea", options, plain());
}

/** Words that code changes. */
export function label(options: CommonOptions & {value?: string} = {}): Control<string> {
  return new Control("Label", options, plain());
}

/** HTML that code changes; what comes from elsewhere must be made safe before. */
export function html(
  options: CommonOptions & {value?: string; description?: string} = {}
): Control<string> {
  return new Control("HTML", options, plain());
}

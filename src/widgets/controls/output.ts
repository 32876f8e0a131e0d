import {isDeepStrictEqual} from "node:util";
import {type Captured, host} from "../host.ts";
import {type CommonOptions, modelOf, stateOf} from "../make.ts";
import {Widget} from "../widget.ts";

/** What is shown changes no more often than this, in ms: each time all of it goes to the page. */
const paceMs = 50;

/** A place for what code prints and displays. */
export class Output extends Widget {
  #outputs: Captured[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CommonOptions) {
    super(modelOf("Output"), stateOf("Output", options));
  }

  /**
   * Runs a function, also an async one; what it prints and displays appears here instead of below its cell.
   *
   * @returns what the function returns
   */
  capture<T>(run: () => T): T {
    const notebook = host();
    return notebook ? notebook.capture(run, (output) => this.append(output)) : run();
  }

  /** Adds an output, as a notebook keeps it. */
  append(output: Captured): void {
    this.#outputs = withOutput(this.#outputs, output);
    this.#timer ??= setTimeout(() => this.flush(), paceMs);
  }

  /** Takes everything out of it. */
  clear(): void {
    this.replace([]);
  }

  /** Shows other outputs; the same ones are not drawn anew. */
  replace(outputs: readonly Captured[]): void {
    this.#outputs = [...outputs];
    this.flush();
  }

  /** Shows at once what waits for its time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const outputs = this.#outputs.map(toNotebook);
    if (!isDeepStrictEqual(outputs, this.get("outputs"))) this.set({outputs});
  }

  override words(): string {
    return this.#outputs.map(textOf).join("").trimEnd();
  }
}

/** A place for what code prints and displays. */
export function output(options: CommonOptions = {}): Output {
  return new Output(options);
}

/** The outputs with one more: text goes on where text ended, and what is displayed may be changed later. */
export function withOutput(outputs: readonly Captured[], output: Captured): Captured[] {
  if (output.output_type === "clear_output") return [];
  const last = outputs.at(-1);
  if (
    output.output_type === "stream" &&
    last?.output_type === "stream" &&
    last.name === output.name
  )
    return [...outputs.slice(0, -1), {...last, text: last.text + output.text}];
  if (output.output_type !== "update_display_data") return [...outputs, output];
  const {data, metadata, displayId} = output;
  return outputs.map((shown) =>
    shown.output_type === "display_data" && shown.displayId === displayId
      ? {...shown, data, metadata}
      : shown
  );
}

function toNotebook(output: Captured): object {
  if (output.output_type !== "display_data") return output;
  const {output_type, data, metadata} = output;
  return {output_type, data, metadata};
}

function textOf(output: Captured): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}\n`;
  if (output.output_type !== "display_data") return "";
  const text = output.data["text/plain"];
  return `${Array.isArray(text) ? text.join("") : typeof text === "string" ? text : ""}\n`;
}

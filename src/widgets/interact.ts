import {randomUUID} from "node:crypto";
import {type Abbreviation, toControl, type ValueOf} from "./abbreviation.ts";
import type {Control} from "./control.ts";
import {vbox} from "./controls/boxes.ts";
import {button} from "./controls/button.ts";
import {output} from "./controls/output.ts";
import {Drawing} from "./drawing.ts";
import {displaySymbol, host} from "./host.ts";

/** What a function is called with: a value for each control. */
export type Values<S> = {readonly [K in keyof S]: ValueOf<S[K]>};

export interface InteractOptions {
  /** Draws when a button is pressed rather than with each change: for what takes long. Defaults to false. */
  manual?: boolean;
}

/** Controls and what is drawn with them. */
export interface Interaction<S> {
  /** The controls, by name; who sets the value of one has the figure drawn anew. */
  readonly controls: {readonly [K in keyof S]: Control<ValueOf<S[K]>>};
  /** The values of now. */
  readonly values: Values<S>;
  /** Settles when all that was asked for is drawn; rejected with what the last run threw. */
  readonly drawn: Promise<void>;
  /** Takes the controls out of the page; the figure stays. */
  close(): void;
  /** It is shown already. */
  [displaySymbol](): Record<string, never>;
}

/**
 * Shows controls, and below them what a function makes of their values: drawn once at first, and again
 * with every change, in place.
 *
 * While it draws, changes wait, and only the latest values are drawn next. What the function prints, and
 * what it throws, appears above the figure until the next run; what it throws at first, the cell throws.
 * `await interact(…).drawn` waits for a function that gives a promise. Without a front end (`convnotes
 * run`), the figure of the first values is drawn; without a notebook, what it says of itself is printed.
 *
 * @param controls - by the names of the values: see {@link Abbreviation}
 * @param draw - gives what is shown, a figure perhaps, or a promise of it
 * @throws TypeError if something stands for no control
 * @throws RangeError if the numbers of a slider do not fit together
 * @see https://ipywidgets.readthedocs.io/en/stable/examples/Using%20Interact.html
 *
 * @example
 * ```ts
 * interact({kernelSize: [1, 7, 2], padding: ["valid", "same"]}, ({kernelSize, padding}) =>
 *   plot.image(blur(photo, kernelSize, padding))
 * );
 * ```
 */
export function interact<const S extends Readonly<Record<string, Abbreviation>>>(
  controls: S,
  draw: (values: Values<S>) => unknown,
  {manual = false}: InteractOptions = {}
): Interaction<S> {
  const byName = Object.fromEntries(
    Object.entries(controls).map(([name, control]) => [name, toControl(name, control)])
  );
  const values = (): Values<S> =>
    Object.fromEntries(
      Object.entries(byName).map(([name, control]) => [name, control.value])
    ) as Values<S>;
  const drawNow = (): unknown => draw(values());

  const notebook = host();
  if (!notebook) {
    print(drawNow());
    return interaction(
      byName,
      values,
      () => Promise.resolve(),
      () => undefined
    );
  }
  const printed = output();
  const drawing = new Drawing(notebook, drawNow, printed, `interact-${randomUUID()}`);
  const request = (): void => drawing.request();
  const run = button({description: "Run", icon: "play"});
  if (manual) run.onClick(request);
  else for (const control of Object.values(byName)) control.onChange(request);
  const box = vbox([...Object.values(byName), ...(manual ? [run] : []), printed]);
  box.set({_dom_classes: ["widget-interact"]});
  drawing.begin(() => notebook.display(box[displaySymbol]()));
  return interaction(
    byName,
    values,
    () => drawing.drawn(),
    () => box.close()
  );
}

function interaction<S>(
  controls: Record<string, Control<unknown>>,
  values: () => Values<S>,
  drawn: () => Promise<void>,
  close: () => void
): Interaction<S> {
  return {
    controls: controls as Interaction<S>["controls"],
    get values() {
      return values();
    },
    get drawn() {
      return drawn();
    },
    close,
    [displaySymbol]: () => ({})
  };
}

function print(value: unknown): void {
  const method = (value as {[displaySymbol]?: () => Record<string, unknown>} | undefined)?.[
    displaySymbol
  ];
  const bundle = typeof method === "function" ? method.call(value) : undefined;
  const text = bundle ? bundle["text/plain"] : value;
  if (text !== undefined) console.log(text);
}

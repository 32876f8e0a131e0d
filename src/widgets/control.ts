import {modelOf, stateOf} from "./make.ts";
import type {ModelName} from "./models.ts";
import {Widget} from "./widget.ts";

/** How a control's value is kept in its state. */
export interface Codec<T> {
  /** The part of the state: `"value"`. */
  readonly name: string;
  read(state: unknown): T;
  /** Throws where the control cannot have the value. */
  write(value: T): unknown;
  /** What values there are, in words: `1 to 7 in steps of 2`. */
  readonly range?: string;
}

/** A widget with a value that the reader changes. */
export class Control<T> extends Widget {
  readonly #codec: Codec<T>;
  readonly #model: ModelName;

  constructor(model: ModelName, options: object, codec: Codec<T>) {
    super(modelOf(model), stateOf(model, options));
    this.#model = model;
    this.#codec = codec;
  }

  get value(): T {
    return this.#codec.read(this.get(this.#codec.name));
  }

  set value(value: T) {
    this.set({[this.#codec.name]: this.#codec.write(value)});
  }

  /** What is written beside it. */
  get label(): string {
    return this.get("description") as string;
  }

  /**
   * Has a function called with each new value, and the one before.
   *
   * @returns ends that
   */
  onChange(handler: (value: T, previous: T) => unknown): () => void {
    const codec = this.#codec;
    return this.observe(codec.name, (value, previous) =>
      handler(codec.read(value), codec.read(previous))
    );
  }

  override words(): string {
    const {range} = this.#codec;
    const value = wordsOf(this.value);
    return `${this.label || this.#model}: ${value}${range ? ` (${range})` : ""}`;
  }

  protected override accept(name: string, value: unknown): unknown {
    const accepted = super.accept(name, value);
    if (name === this.#codec.name) this.#codec.write(this.#codec.read(accepted));
    return accepted;
  }
}

function wordsOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.map(wordsOf).join(" to ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The codec of a control that keeps its value as it is. */
export function plain<T>(check: (value: T) => void = () => undefined, range?: string): Codec<T> {
  return {
    name: "value",
    read: (state) => state as T,
    write: (value) => {
      check(value);
      return value;
    },
    ...(range !== undefined && {range})
  };
}

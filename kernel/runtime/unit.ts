import {dirname} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {cellStorage} from "./cellContext.ts";
import {languageHelpers} from "./languageHelpers.ts";
import type {Box} from "./scope.ts";
import {stopWord} from "./sharedState.ts";
import {KeyboardInterrupt, placelessInterrupt} from "./stopping.ts";

/** What compiled code is given first: the unit, the words to look at, how to stop. */
export type UnitArguments = [
  Unit,
  Int32Array,
  () => void,
  () => number,
  KeyboardInterrupt,
  typeof languageHelpers
];

/** What a loop keeps outside its boxes while it runs. */
interface Loan {
  boxes: Box[];
  values: Float64Array | unknown[];
}

export interface ImportMeta {
  url: string;
  filename: string;
  dirname: string;
  resolve(specifier: string): string;
}

/** What the code of a cell or module reaches outside itself through. */
export class Unit {
  /** The value of a cell's last expression. */
  result: unknown;
  readonly import: (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>;
  readonly meta: ImportMeta;
  readonly check: <T>(value?: T) => T | undefined;
  readonly #words: Int32Array;
  #loan: Loan | undefined;

  constructor(
    words: Int32Array,
    file: string,
    resolve: (specifier: string) => string,
    load: (specifier: string, options?: ImportCallOptions) => Promise<unknown>
  ) {
    this.#words = words;
    this.meta = {
      url: pathToFileURL(file).href,
      filename: file,
      dirname: dirname(file),
      resolve
    };
    this.import = (specifier, options) => load(String(specifier), options);
    this.check = (value) => {
      if (words[stopWord] !== 0 || cellStorage.getStore()?.isStopped) throw new KeyboardInterrupt();
      return value;
    };
  }

  get arguments(): UnitArguments {
    const words = this.#words;
    const stop = (): never => {
      throw new KeyboardInterrupt();
    };
    // How many turns a quick loop makes before it looks again, 0 to stop.
    // No branches and nothing of another module, whose use has one: a branch that was never taken
    // makes the engine's code for the loop around it slow.
    const word = stopWord;
    const next = (): number => 1024 - (words[word]! << 10);
    return [this, words, stop, next, placelessInterrupt(), languageHelpers];
  }

  /**
   * Notes that a loop has the boxes' values in variables; without arguments, that it
   * has returned them.
   *
   * @param names - all that the loop's arithmetic is about, those that it does not change too
   * @returns where the loop keeps the values from time to time
   */
  lend(boxes?: Box[], names: unknown[] = []): Loan["values"] | undefined {
    if (!boxes) return (this.#loan = undefined);
    const values = boxes.map(({v}) => v);
    // The engine keeps numbers as such only on their way into an array of numbers.
    const isNumeric = names.every((value) => typeof value === "number");
    this.#loan = {boxes, values: isNumeric ? Float64Array.from(values as number[]) : values};
    return this.#loan.values;
  }

  /** Puts back what a loop had that was stopped. */
  takeBack(): void {
    const loan = this.#loan;
    loan?.boxes.forEach((box, index) => (box.v = loan.values[index]));
    this.#loan = undefined;
  }

  /** What takes an assignment to a constant. */
  constant(box: Box): {v: unknown} {
    return {
      get v() {
        return box.v;
      },
      set v(_value) {
        throw new TypeError("Assignment to constant variable.");
      }
    };
  }

  /** The iterator of a `for await`. */
  asyncIterator(iterable: {
    [Symbol.asyncIterator]?(): AsyncIterator<unknown>;
    [Symbol.iterator]?(): Iterator<unknown>;
  }): AsyncIterator<unknown> {
    const method = iterable[Symbol.asyncIterator];
    if (method) return method.call(iterable);
    if (typeof iterable[Symbol.iterator] !== "function") {
      throw new TypeError("what follows `of` is not async iterable");
    }
    // The language itself has this adapter, which awaits the values of a plain iterator.
    // eslint-disable-next-line @typescript-eslint/require-await
    return (async function* () {
      yield* iterable as Iterable<unknown>;
    })();
  }
}

export function fileOf(specifier: string): string {
  return specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
}

import {dirname} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {cellStorage} from "./cellContext.ts";
import {languageHelpers} from "./languageHelpers.ts";
import type {Box} from "./scope.ts";
import {stopWord} from "./sharedState.ts";
import {KeyboardInterrupt} from "./stopping.ts";

/** How many turns a quick loop makes before it looks whether to stop. */
const turnsBetweenChecks = 1024;

/** What compiled code is given first: the unit, the words to look at, how to stop and to count. */
export type UnitArguments = [Unit, Int32Array, () => void, () => number, typeof languageHelpers];

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
    const count = (): number => (words[stopWord] !== 0 ? stop() : turnsBetweenChecks);
    return [this, words, stop, count, languageHelpers];
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

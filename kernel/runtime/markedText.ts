import {StringDecoder} from "node:string_decoder";
import {markText} from "./protocol.ts";

/** Splits what a process prints at the marks that its runtime put between. */
export class MarkedText {
  readonly #decoder = new StringDecoder("utf8");
  readonly #start: string;
  #rest = "";

  constructor(secret: string) {
    this.#start = markText(secret, 0).slice(0, -2);
  }

  /** @returns texts and the numbers of marks, in order */
  push(chunk: Buffer): (string | number)[] {
    return this.#split(this.#rest + this.#decoder.write(chunk));
  }

  /** What was held back, because it could have become a mark. */
  end(): string {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    return rest;
  }

  #split(text: string): (string | number)[] {
    const parts: (string | number)[] = [];
    let from = 0;
    for (;;) {
      const start = text.indexOf(this.#start, from);
      const end = start < 0 ? -1 : text.indexOf("\u0000", start + this.#start.length);
      const textEnd = start < 0 ? text.length - this.#heldBack(text, from) : start;
      if (textEnd > from) parts.push(text.slice(from, textEnd));
      if (end < 0) {
        this.#rest = text.slice(textEnd);
        return parts;
      }
      parts.push(Number(text.slice(start + this.#start.length, end)));
      from = end + 1;
    }
  }

  /** How many characters at the end could be the beginning of a mark. */
  #heldBack(text: string, from: number): number {
    const start = text.lastIndexOf("\u0000");
    if (start < from) return 0;
    return this.#start.startsWith(text.slice(start)) ? text.length - start : 0;
  }
}

import {SourceMap} from "node:module";
import type {Rewriter} from "./rewriter.ts";
import type {JavaScript} from "./typescript.ts";

/** Line and column, both from 1, as the engine and editors count them. */
export interface Position {
  line: number;
  column: number;
}

type Map = NonNullable<JavaScript["map"]> | (() => object);

/** Finds where in the source a position of compiled code is from; maps are read on first use. */
export class Positions {
  readonly #maps: Map[];
  #read: SourceMap[] | undefined;

  /** @param maps - from the last step of the compilation to the first */
  constructor(maps: Map[]) {
    this.#maps = maps;
  }

  original({line, column}: Position): Position {
    this.#read ??= this.#maps.map(
      (map) => new SourceMap((typeof map === "function" ? map() : map) as never)
    );
    let position = {line: line - 1, column: column - 1};
    for (const map of this.#read) {
      const entry = map.findEntry(position.line, position.column);
      if (!("originalLine" in entry)) continue;
      position = {line: entry.originalLine, column: entry.originalColumn};
    }
    return {line: position.line + 1, column: position.column + 1};
  }
}

export function mapOf(text: Rewriter["text"]): () => object {
  return () => text.generateMap({hires: "boundary", source: "source.js"});
}

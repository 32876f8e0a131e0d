import fs from "node:fs";
import path from "node:path";
import type {CellNames, NameKind} from "./declarations.ts";

/** How many cells the compiler knows at once; more are made when these are all in use. */
const batch = 200;
/** Beyond this the oldest cells are forgotten, and names that only they declared lose their type. */
const most = 1000;

interface Slot {
  /** Slots whose declarations this one's text uses. */
  uses: Set<number>;
  /** When it was last filled, to find the oldest. */
  filled: number;
}

interface Declaration {
  slot: number;
  kind: NameKind;
  /** Of what is imported as a type, the statement that imports it. */
  importedType: string | undefined;
}

/**
 * The cells as files that a compiler can check: one module a cell, with a first line that brings in
 * what earlier cells declared.
 *
 * The files stand ready, empty, before there are cells, and all of them hang on one `scope.ts` that
 * never changes: so a new cell changes the text of one file and never the graph of imports, which
 * is what makes a check take milliseconds. A name is bound to the very cell that declared it, so
 * that declaring it anew with another type does not change what older cells meant.
 */
export class Slots {
  readonly #dir: string;
  readonly #slots: (Slot | undefined)[] = [];
  readonly #newest = new Map<string, Declaration>();
  #clock = 0;

  constructor(dir: string) {
    this.#dir = dir;
    this.#grow();
  }

  file(slot: number): string {
    return path.join(this.#dir, `c${slot}.ts`);
  }

  get scopeFile(): string {
    return path.join(this.#dir, "scope.ts");
  }

  get files(): string[] {
    return this.#slots.map((_, slot) => this.file(slot));
  }

  /** A slot that no live name needs; `grown` when files were added to have one. */
  take(): {slot: number; grown: boolean} {
    const live = this.#reachable();
    const free = this.#slots.findIndex((_, slot) => !live.has(slot));
    if (free !== -1) return {slot: free, grown: false};
    if (this.#slots.length < most) return {slot: this.#grow(), grown: true};
    return {slot: this.#forgetOldest(), grown: false};
  }

  /** Fills a slot with a cell's text; returns the length of the line put before it. */
  fill(slot: number, code: string, names: CellNames): number {
    const {line, uses} = this.firstLine(names);
    this.#slots[slot] = {uses, filled: ++this.#clock};
    fs.writeFileSync(this.file(slot), line + code);
    return line.length;
  }

  /** From now on, the cell's names are what later cells mean by them; returns how to take that back. */
  publish(slot: number, {declared, importedTypes}: CellNames): () => void {
    const before = new Map([...declared.keys()].map((name) => [name, this.#newest.get(name)]));
    for (const [name, kind] of declared) {
      this.#newest.set(name, {slot, kind, importedType: importedTypes.get(name)});
    }
    return () => {
      for (const [name, declaration] of before) {
        if (declaration) this.#newest.set(name, declaration);
        else this.#newest.delete(name);
      }
    };
  }

  /** The line that stands before a cell: what it mentions of earlier cells, and what it exports. */
  firstLine({declared, exported, mentioned}: CellNames): {line: string; uses: Set<number>} {
    const uses = new Set<number>();
    let line = 'import * as S from "./scope";';
    for (const name of mentioned) {
      const earlier = this.#newest.get(name);
      if (!earlier || declared.has(name)) continue;
      if (earlier.importedType) {
        line += earlier.importedType;
        continue;
      }
      uses.add(earlier.slot);
      // A variable stays assignable; everything else comes with its types and members.
      const path = `S.c${earlier.slot}.${name}`;
      line +=
        earlier.kind === "variable"
          ? `declare let ${name}:typeof ${path};`
          : `import ${name}=${path};`;
    }
    const exports = [...declared.keys()].filter((name) => !exported.has(name));
    return {line: `${line}export{${exports.join()}};\n`, uses};
  }

  /** Every name that a cell can use now. */
  get names(): ReadonlySet<string> {
    return new Set(this.#newest.keys());
  }

  /** What a name is that the newest cells know. */
  kindOf(name: string): NameKind | undefined {
    return this.#newest.get(name)?.kind;
  }

  /** The slots of newest names, and all that these were made from. */
  #reachable(): Set<number> {
    const live = new Set<number>();
    const visit = (slot: number): void => {
      if (live.has(slot)) return;
      live.add(slot);
      this.#slots[slot]?.uses.forEach(visit);
    };
    for (const {slot} of this.#newest.values()) visit(slot);
    return live;
  }

  #forgetOldest(): number {
    let oldest = 0;
    this.#slots.forEach((slot, i) => {
      if ((slot?.filled ?? 0) < (this.#slots[oldest]?.filled ?? 0)) oldest = i;
    });
    for (const [name, {slot}] of this.#newest) if (slot === oldest) this.#newest.delete(name);
    return oldest;
  }

  /** Adds a batch of empty files; returns the first. */
  #grow(): number {
    const first = this.#slots.length;
    for (let slot = first; slot < first + batch; ++slot) {
      this.#slots.push(undefined);
      fs.writeFileSync(this.file(slot), 'import * as S from "./scope";export{};\n');
    }
    const all = this.#slots.map((_, slot) => `c${slot}`);
    fs.writeFileSync(
      this.scopeFile,
      `${all.map((name) => `import * as ${name} from "./${name}";`).join("")}export {${all.join()}};\n`
    );
    return first;
  }
}

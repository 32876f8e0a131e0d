import {createRequire} from "node:module";
import type * as TslabConverter from "tslab/dist/converter.js";
import type * as TslabInspect from "tslab/dist/inspect.js";
import type {CellDiagnostic, Completion} from "../checker.ts";
import type {CheckOptions} from "./compilerOptions.ts";

const require = createRequire(import.meta.url);

// What the converter complains of though the runtime runs it: packages that name their types under
// `exports` only (2307, 2792, 7016), and what a declaration file cannot say (4000 to 4999).
const untrue = (code: number): boolean =>
  [2307, 2792, 7016].includes(code) || (code >= 4000 && code < 5000);

// "Cannot find name": true only as long as every cell's declarations are known.
const unknownName = [2304, 2552, 2503];

/**
 * The cells of a notebook checked by tslab's own converter, with the TypeScript 5.0 inside it: for
 * machines for which the native compiler has no binary. Slower, and it knows no newer syntax.
 */
export class ConverterProject {
  readonly #converter: TslabConverter.Converter;
  readonly #print: typeof TslabInspect.printQuickInfo;
  #declarations = "";
  #before = "";
  /** A cell ran whose declarations the converter could not give. */
  #incomplete = false;

  constructor({cwd}: Pick<CheckOptions, "cwd">) {
    if (process.cwd() !== cwd) {
      throw new Error(
        `checker: the converter works in ${process.cwd()}, but the cells are in ${cwd}`
      );
    }
    const {createConverter} = require("tslab/dist/converter") as typeof TslabConverter;
    this.#print = (require("tslab/dist/inspect") as typeof TslabInspect).printQuickInfo;
    this.#converter = createConverter({});
  }

  check(code: string): CellDiagnostic[] {
    this.#before = this.#declarations;
    const {diagnostics, declOutput} = this.#converter.convert(this.#declarations, code);
    const found = diagnostics.filter(
      (each) => !untrue(each.code) && !(this.#incomplete && unknownName.includes(each.code))
    );
    if (declOutput !== undefined) this.#declarations = declOutput;
    else if (found.length === 0) this.#incomplete = true;
    return found.map(({start, end, messageText, category, code: number}) => ({
      category: category === 1 ? "error" : category === 0 ? "warning" : "suggestion",
      code: number,
      message: messageText,
      start: start.offset,
      length: end.offset - start.offset,
      line: start.line + 1,
      column: start.character + 1
    }));
  }

  retract(): void {
    this.#declarations = this.#before;
  }

  complete(code: string, offset: number): {matches: Completion[]; start: number; end: number} {
    const {start, end, candidates} = this.#converter.complete(this.#declarations, code, offset);
    return {matches: candidates.map((text) => ({text, type: "instance"})), start, end};
  }

  inspect(code: string, offset: number): {text: string; markdown: string} | undefined {
    // The converter gives a name that nobody declared the type `any`; that says nothing.
    const info = this.#converter.inspect(this.#declarations, code, offset);
    if (!info?.displayParts?.length) return undefined;
    const text = this.#print(info);
    return {text, markdown: `\`\`\`typescript\n${text}\n\`\`\``};
  }

  close(): void {
    this.#converter.close();
  }
}

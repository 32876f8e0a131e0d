import type {CellDiagnostic, Checker} from "../checker.ts";
import type {CellOutcome} from "../messages.ts";
import type {Cell} from "./cell.ts";
import type {Publisher} from "./publisher.ts";
import {typeErrors} from "./typeErrors.ts";

export interface TypesOptions {
  /** What type errors do: keep the cell from running, stand beside its output, or nothing. */
  mode: "block" | "report" | "off";
  /** How long a cell waits for its types, in ms; then it runs, and the errors follow. */
  budget: number;
}

/** How long the first cell waits, in ms: that the compiler has to start is not the cell's fault. */
const coldBudget = 10_000;

/** Checks the types of a cell before it runs. */
export class Typecheck {
  readonly #options: TypesOptions;
  readonly #publisher: Publisher;
  /** Those that have answered once. */
  readonly #warm = new WeakSet<Checker>();

  constructor(options: TypesOptions, publisher: Publisher) {
    this.#options = options;
    this.#publisher = publisher;
  }

  /** @returns how the cell ended if its types keep it from running */
  async check(cell: Cell, checker: Checker): Promise<CellOutcome | undefined> {
    const {mode, budget} = this.#options;
    if (cell.code.trim() === "") return undefined;
    cell.isChecked = true;
    if (mode === "off") {
      // Nobody waits for it, but what the cell declares can be completed in later ones.
      void checker.check(cell.code, 0);
      return undefined;
    }
    const patience = this.#warm.has(checker) ? budget : Math.max(budget, coldBudget);
    const {diagnostics, late} = await checker.check(cell.code, patience);
    this.#warm.add(checker);
    if (cell.isSettled) return undefined;
    void late?.then((rest) => this.#report(cell, rest));
    const errors = diagnostics.filter(isError);
    if (errors.length === 0) return undefined;
    if (mode === "report") {
      this.#report(cell, errors);
      return undefined;
    }
    checker.retract();
    return {status: "error", ...typeErrors(cell, errors)};
  }

  /** Tells what is wrong beside the output, because the cell runs all the same. */
  #report(cell: Cell, diagnostics: readonly CellDiagnostic[]): void {
    const errors = diagnostics.filter(isError);
    if (errors.length === 0 || cell.isSilent) return;
    const text = typeErrors(cell, errors).traceback.join("\n");
    this.#publisher.stream("stderr", `${text}\n`, cell.header);
  }
}

function isError({category}: CellDiagnostic): boolean {
  return category === "error";
}

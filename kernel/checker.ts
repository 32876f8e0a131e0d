// What the front asks of the type checker, whichever compiler is behind it.

/** One complaint of the compiler; positions are in the cell's own text. */
export interface CellDiagnostic {
  category: "error" | "warning" | "suggestion";
  /** TypeScript's number: 2322 for TS2322. */
  code: number;
  message: string;
  /** UTF-16 offset and length. */
  start: number;
  length: number;
  /** Both from 1. */
  line: number;
  column: number;
}

export interface CheckResult {
  diagnostics: CellDiagnostic[];
  /** The budget ran out before the check was done; `late` then gives the rest. */
  late?: Promise<CellDiagnostic[]>;
}

export interface Completion {
  text: string;
  /** Jupyter's word for the kind: `function`, `class`, `instance`, `keyword`, `property`. */
  type: string;
}

export interface Checker {
  /** Checks a cell against all that earlier cells declared, and keeps what it declares. */
  check(code: string, budgetMs: number): Promise<CheckResult>;
  /** Takes back what the last checked cell declared, because its errors kept it from running. */
  retract(): void;
  /** Offsets are UTF-16 units in `code`. */
  complete(
    code: string,
    offset: number
  ): Promise<{matches: Completion[]; start: number; end: number}>;
  inspect(
    code: string,
    offset: number,
    detail: 0 | 1
  ): Promise<{text: string; markdown: string} | undefined>;
  isComplete(
    code: string
  ): Promise<{status: "complete" | "incomplete" | "invalid"; indent?: string}>;
  close(): Promise<void>;
}

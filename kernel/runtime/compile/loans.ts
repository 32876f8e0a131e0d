import type {Analysis, Loop, Reference} from "./analysis.ts";
import {isNumericLoop} from "./numericLoop.ts";

/** What the notebook knows of names before a cell is compiled. */
export interface KnownNames {
  has(name: string): boolean;
  isConstant(name: string): boolean;
  hasPlainValue(name: string): boolean;
  readonly captured: ReadonlySet<string>;
  readonly assignedInFunctions: ReadonlySet<string>;
}

/** Names that a pure loop keeps in variables of its own while it runs. */
export interface Loan {
  names: Set<string>;
  written: Set<string>;
  isNumeric: boolean;
}

/**
 * Finds what each quick outermost loop may keep in variables of its own. No function of the
 * notebook may see that: a name is left in its box if one assigns it, or reads what the loop
 * assigns. And nothing in the loop may have to be broken off from outside, since what is in
 * variables then would be lost.
 */
export function loansOf(analysis: Analysis, known: KnownNames): Map<Loop, Loan> {
  const {findings, declared, captured, assignedInFunctions} = analysis;
  const loans = new Map<Loop, Loan>();
  const references = findings.filter(({kind}) => kind === "reference") as Reference[];
  const declaredAt = new Map<string, number>();
  for (const {name, use, start} of references) {
    if (use === "declare" && !declaredAt.has(name)) declaredAt.set(name, start);
  }
  for (const {name, use, loops, inFunction} of references) {
    const [loop] = loops;
    if (!loop?.isQuick || inFunction) continue;
    const loan = loans.get(loop) ?? {names: new Set(), written: new Set(), isNumeric: false};
    loans.set(loop, loan);
    const kind = declared.get(name);
    const isKnown =
      kind === "var" ||
      (kind === "let" || kind === "const"
        ? declaredAt.get(name)! < loop.start
        : kind === undefined && known.hasPlainValue(name));
    if (isKnown) loan.names.add(name);
    if (use === "write" || use === "declare") loan.written.add(name);
  }
  for (const [loop, loan] of loans) {
    const {names, written} = loan;
    for (const name of names) {
      const isAssigned = assignedInFunctions.has(name) || known.assignedInFunctions.has(name);
      const isSeen = captured.has(name) || known.captured.has(name);
      const mustStay = written.has(name) ? isSeen || isConstant(name, analysis, known) : isAssigned;
      if (mustStay) names.delete(name);
    }
    loan.isNumeric = isNumericLoop(loop, names);
  }
  return loans;
}

export function isConstant(name: string, {declared}: Analysis, known: KnownNames): boolean {
  const kind = declared.get(name);
  return kind ? kind === "const" || kind === "import" : known.isConstant(name);
}

/** What a loop gives back. */
export function written(loan: Loan): string[] {
  return [...loan.names].filter((name) => loan.written.has(name));
}

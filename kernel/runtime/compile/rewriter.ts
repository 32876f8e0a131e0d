import MagicString from "magic-string";
import type {Node} from "oxc-parser";
import type {Analysis, Frame, Loop, Reference} from "./analysis.ts";

/**
 * Names in compiled code that the source cannot mean: they begin with a letter that it does not
 * contain, and go on with a digit where they are not a name of the source.
 */
export function prefixFor(code: string): string {
  let prefix = "ɵ";
  while (code.includes(prefix)) prefix += "ɵ";
  return prefix;
}

/** The edits that cells and modules have in common: where they can be stopped, and what they import. */
export abstract class Rewriter {
  protected readonly text: MagicString;
  protected readonly code: string;
  protected readonly analysis: Analysis;
  protected readonly prefix: string;

  constructor(code: string, analysis: Analysis, prefix: string) {
    this.code = code;
    this.text = new MagicString(code);
    this.analysis = analysis;
    this.prefix = prefix;
  }

  /** What the compiled function is called with; the unit's own object, then the stop flag. */
  get parameters(): string[] {
    return [this.unit, this.flag, this.stop, this.next, this.interrupt, "babelHelpers"];
  }

  protected get unit(): string {
    return `${this.prefix}0`;
  }
  protected get flag(): string {
    return `${this.prefix}1`;
  }
  protected get stop(): string {
    return `${this.prefix}2`;
  }
  /** Gives the turns until the next look, 0 to stop. */
  protected get next(): string {
    return `${this.prefix}3`;
  }
  protected get interrupt(): string {
    return `${this.prefix}32`;
  }
  protected get turns(): string {
    return `${this.prefix}4`;
  }

  /** The text that stands for a name; `undefined` leaves the name. */
  protected abstract nameFor(reference: Reference): string | undefined;
  protected abstract rewriteAwait(node: Node & {type: "AwaitExpression"}, frame: Frame): void;
  protected abstract rewriteDeclaration(
    node: Node & {type: "VariableDeclaration"},
    place: "statement" | "loop head"
  ): void;
  protected rewriteLoop(loop: Loop): void {
    this.guard(loop);
  }

  protected rewriteFindings(): void {
    for (const finding of this.analysis.findings) {
      switch (finding.kind) {
        case "reference":
          this.#rewriteReference(finding);
          break;
        case "loop":
          this.rewriteLoop(finding.loop);
          break;
        case "declaration":
          this.rewriteDeclaration(finding.node, finding.place);
          break;
        case "await":
          this.rewriteAwait(finding.node, finding.frame);
          break;
        case "import()":
          this.replace(
            finding.node.start,
            finding.node.start + "import".length,
            `${this.unit}.import`
          );
          break;
        case "import.meta":
          this.replace(finding.node.start, finding.node.end, `${this.unit}.meta`);
      }
    }
    for (const {node, countsTurns} of this.analysis.frames) {
      if (countsTurns && node?.body) {
        this.text.appendLeft(node.body.start + 1, `let ${this.turns} = 0;`);
      }
    }
  }

  /** The declaration of the turn counter of the unit's own frame, if it has quick loops. */
  protected turnCounter(): string {
    return this.analysis.frames[0]?.countsTurns ? `let ${this.turns} = 0;` : "";
  }

  /** Lets the loop end when the cell is stopped. */
  protected guard(
    {node, frame, isQuick, hasInnerLoop}: Loop,
    /** What the loop has in variables of its own is kept so, in case it stops. */
    keep?: string
  ): void {
    // Looking at shared memory in each turn would make a quick loop half as fast.
    const canCount = !frame.node || frame.node.body !== undefined;
    const counts = keep !== undefined || (isQuick && !hasInnerLoop && canCount);
    if (counts) frame.countsTurns = true;
    const next = `(${this.turns} = ${this.next}()) === 0`;
    // Throwing what is there rather than calling what throws: a call that was never made makes the
    // engine's code for a loop of numbers four times as slow. It costs the place in the traceback.
    let guard = `if (${this.flag}[0] !== 0) ${isQuick ? `throw ${this.interrupt}` : `${this.stop}()`};`;
    if (node.type === "ForOfStatement" && node.await) guard = `${this.unit}.check();`;
    else if (keep !== undefined) {
      guard = `if (--${this.turns} < 0) {${keep} if (${next}) throw ${this.interrupt};}`;
    } else if (counts) guard = `if (--${this.turns} < 0 && ${next}) throw ${this.interrupt};`;
    const {body} = node;
    if (body.type === "BlockStatement") {
      this.text.appendLeft(body.start + 1, guard);
    } else {
      this.wrap(body, `{${guard}`, "}");
    }
  }

  protected awaitWithCheck(node: Node): void {
    this.wrap(node, `${this.unit}.check(`, ")");
  }

  protected wrap({start, end}: {start: number; end: number}, before: string, after: string): void {
    this.text.prependRight(start, before);
    this.text.appendLeft(end, after);
  }

  protected replace(start: number, end: number, text: string): void {
    if (start < end) this.text.update(start, end, text || " ");
  }

  #rewriteReference(reference: Reference): void {
    if (reference.name === "babelHelpers") return;
    const text = this.nameFor(reference);
    if (text === undefined) return;
    const {start, end, name, use, shorthand, named} = reference;
    const isMember = text.includes(".");
    const called = use === "call" && isMember ? `(0, ${text})` : text;
    this.replace(start, end, shorthand ? `${name}: ${called}` : called);
    // `f = () => 0` names the function, `box.v = () => 0` does not.
    if (named && isMember && use !== "read") {
      const key = JSON.stringify(name);
      this.wrap(named, `{[${key}]: `, `}[${key}]`);
    }
  }
}

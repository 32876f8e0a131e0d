import type {Node} from "oxc-parser";
import type {Analysis, Frame, Loop, Of, Reference} from "./analysis.ts";
import {type ImportRequest, importRequest} from "./importRequest.ts";
import {declarationOf} from "./names.ts";
import {isConstant, type KnownNames, type Loan, loansOf, written} from "./loans.ts";
import {Rewriter} from "./rewriter.ts";

export interface RewrittenCell {
  /** A function expression, generator if the cell awaits, of `parameters`. */
  code: string;
  text: Rewriter["text"];
  parameters: string[];
  /** Names whose boxes follow the parameters. */
  boxes: string[];
  imports: ImportRequest[];
  isGenerator: boolean;
}

/** Rewrites a cell's JavaScript so that its top-level names live in boxes. */
export function rewriteCell(
  code: string,
  program: Of<"Program">,
  analysis: Analysis,
  prefix: string,
  known: KnownNames
): RewrittenCell {
  return new CellRewriter(code, analysis, prefix, known).run(program);
}

class CellRewriter extends Rewriter {
  readonly #known: KnownNames;
  readonly #boxes = new Set<string>();
  readonly #imports: ImportRequest[] = [];
  readonly #loans: Map<Loop, Loan>;
  #prologue = "";
  #disposes = false;

  constructor(code: string, analysis: Analysis, prefix: string, known: KnownNames) {
    super(code, analysis, prefix);
    this.#known = known;
    this.#loans = loansOf(analysis, known);
  }

  run(program: Of<"Program">): RewrittenCell {
    this.rewriteFindings();
    for (const [name, kind] of this.analysis.declared) {
      if (kind === "var") this.#prologue += `${this.unit}.hoist(${JSON.stringify(name)});`;
    }
    const statements = program.body.filter(({type}) => type !== "EmptyStatement");
    for (const statement of statements)
      this.#rewriteStatement(statement, statement === statements.at(-1));
    this.#captureResult(statements.at(-1));
    const isGenerator = this.analysis.hasAwait;
    this.#wrapBody(isGenerator);
    return {
      code: this.text.toString(),
      text: this.text,
      parameters: this.parameters,
      boxes: [...this.#boxes],
      imports: this.#imports,
      isGenerator
    };
  }

  #wrapBody(isGenerator: boolean): void {
    const parameters = [...this.parameters, ...[...this.#boxes].map((name) => this.prefix + name)];
    const scope = `${this.prefix}5`;
    const error = `${this.prefix}6`;
    const dispose = isGenerator ? `yield ${scope}.d()` : `${scope}.d()`;
    this.text.prepend(
      `(function${isGenerator ? "*" : ""} (${parameters.join(", ")}) {"use strict";` +
        this.turnCounter() +
        this.#prologue +
        (this.#disposes ? `const ${scope} = babelHelpers.usingCtx(); try {` : "")
    );
    this.text.append(
      `\n${this.#disposes ? `} catch (${error}) {${scope}.e = ${error}} finally {${dispose}}` : ""}})`
    );
  }

  #box(name: string): string {
    this.#boxes.add(name);
    return this.prefix + name;
  }

  #isBoxed(name: string): boolean {
    return this.analysis.declared.has(name) || this.#known.has(name) || !(name in globalThis);
  }

  protected nameFor({name, use, inFunction, loops}: Reference): string | undefined {
    // `arguments` of the function that the cell becomes is nothing that the cell knows of.
    if (!this.#isBoxed(name) || (name === "arguments" && inFunction)) return undefined;
    if (use === "write" && isConstant(name, this.analysis, this.#known)) {
      return `${this.unit}.constant(${this.#box(name)}).v`;
    }
    if (loops[0] && this.#loans.get(loops[0])?.names.has(name)) return this.#lent(name);
    if (use === "declare") return `${this.#box(name)}.i`;
    return `${this.#box(name)}.${use === "typeof" ? "t" : "v"}`;
  }

  /** Where a numeric loop keeps its numbers from time to time. */
  get #kept(): string {
    return `${this.prefix}33`;
  }

  #keep(loan: Loan): string {
    const kept = written(loan).map(
      (name, index) => `${this.#kept}[${index}] = ${this.#lent(name)};`
    );
    return kept.join("");
  }

  #lent(name: string): string {
    return `${this.prefix}9${name}`;
  }

  protected override rewriteLoop(loop: Loop): void {
    const outer = loop.outermost && this.#loans.get(loop.outermost);
    this.guard(loop, outer?.isNumeric ? this.#keep(outer) : undefined);
    const {node} = loop;
    if (node.type === "ForOfStatement" && node.await && !loop.frame.node) this.#lowerForAwait(loop);
    const loan = this.#loans.get(loop);
    if (!loan || loan.names.size === 0) return;
    const names = [...loan.names];
    const borrowed = names.map((name) => `${this.#lent(name)} = ${this.#box(name)}.v`);
    const returned = written(loan).map((name) => `${this.#box(name)}.v = ${this.#lent(name)};`);
    const range = {start: loop.start, end: node.end};
    if (loan.isNumeric) {
      // An exception's way out of the loop would make the engine keep its numbers as objects, four
      // times as slow: nothing in here throws, and when it stops the unit puts them back.
      const boxes = written(loan).map((name) => this.#box(name));
      const values = names.map((name) => this.#lent(name));
      const before =
        `{let ${borrowed.join(", ")}; const ${this.#kept} = ` +
        `${this.unit}.lend([${boxes.join(", ")}], [${values.join(", ")}]);`;
      this.wrap(range, before, `${returned.join("")}${this.unit}.lend();}`);
    } else if (returned.length === 0) this.wrap(range, `{let ${borrowed.join(", ")};`, "}");
    else {
      const after = `} finally {${returned.join("")}}}`;
      this.wrap(range, `{let ${borrowed.join(", ")}; try {`, after);
    }
  }

  /** `for await` cannot stand in a generator: it becomes the loop that it is short for. */
  #lowerForAwait({node, labels}: Loop): void {
    const {left, right, body, start, end} = node as Of<"ForOfStatement">;
    const [iterator, step, done] = [1, 2, 3].map((n) => `${this.prefix}7_${n}_${start}`);
    for (const label of labels) this.replace(label.start, label.body.start, " ");
    const isDeclared = left.type === "VariableDeclaration" && left.kind !== "var";
    this.replace(start, left.start, `{const ${iterator} = ${this.unit}.asyncIterator((`);
    this.text.move(right.start, right.end, left.start);
    const names = labels.map(({label}) => `${label.name}: `).join("");
    this.text.appendLeft(
      right.end,
      `)); let ${step}, ${done}; try {${names}while (${done} = true, !(${step} = yield ` +
        `${iterator}.next()).done) {${done} = false;${isDeclared ? "" : "("}`
    );
    this.replace(left.end, right.start, ` = ${step}.value${isDeclared ? "" : ")"};`);
    this.replace(right.end, body.start, " ");
    this.text.appendLeft(
      end,
      `}} finally {if (!${done} && ${iterator}.return) yield ${iterator}.return();}}`
    );
  }

  protected rewriteAwait(node: Of<"AwaitExpression">, frame: Frame): void {
    if (frame.node) return this.awaitWithCheck(node);
    this.replace(node.start, node.start + "await".length, "(yield");
    this.text.appendLeft(node.end, ")");
  }

  protected rewriteDeclaration(
    node: Of<"VariableDeclaration">,
    place: "statement" | "loop head"
  ): void {
    const [first] = node.declarations;
    if (!first) return;
    this.text.remove(node.start, first.start);
    if (place === "loop head") return;
    for (const declarator of node.declarations) {
      const {id, init} = declarator;
      if (node.kind === "using" || node.kind === "await using") {
        this.#disposes = true;
        const add = node.kind === "using" ? "u" : "a";
        if (init) this.wrap(init, `${this.prefix}5.${add}(`, ")");
      } else if (id.type !== "Identifier") {
        this.wrap(declarator, "(", ")");
      } else if (!init) {
        if (node.kind === "var") this.replace(id.start, id.end, "void 0");
        else this.text.appendLeft(id.end, " = undefined");
      }
    }
  }

  #rewriteStatement(statement: Of<"Program">["body"][number], isLast: boolean): void {
    switch (statement.type) {
      case "ImportDeclaration":
        this.#imports.push(importRequest(statement));
        return this.#remove(statement);
      case "ExportAllDeclaration":
        this.#imports.push({
          specifier: statement.source.value,
          attributes: {},
          names: [],
          start: statement.start
        });
        return this.#remove(statement);
      case "ExportNamedDeclaration":
        if (!statement.declaration) {
          const {source, start} = statement;
          if (source)
            this.#imports.push({specifier: source.value, attributes: {}, names: [], start});
          return this.#remove(statement);
        }
        break;
      case "ExportDefaultDeclaration":
        break;
    }
    const node = declarationOf(statement);
    if (node !== statement) this.replace(statement.start, node.start, " ");
    if ((node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id) {
      const publish = `${this.#box(node.id.name)}.i = ${node.id.name};`;
      if (node.type === "FunctionDeclaration") this.#prologue += publish;
      else this.text.appendLeft(node.end, publish);
    } else if (statement.type === "ExportDefaultDeclaration") {
      this.wrap(node, isLast ? `${this.unit}.result = (` : "(", ");");
    } else if (node.type === "VariableDeclaration" && node.kind === "var") {
      for (const {id, init} of node.declarations) this.#startEnumAfresh(id, init);
    }
  }

  /** A compiled enum adds to what is there under its name, which may be of an earlier cell. */
  #startEnumAfresh(id: Node, init: Node | null): void {
    if (id.type !== "Identifier" || init?.type !== "CallExpression") return;
    const [argument] = init.arguments;
    if (
      argument?.type === "LogicalExpression" &&
      argument.left.type === "Identifier" &&
      argument.left.name === id.name &&
      argument.right.type === "ObjectExpression"
    ) {
      this.replace(argument.start, argument.end, "{}");
    }
  }

  #remove({start, end}: Node): void {
    this.text.remove(start, end);
  }

  #captureResult(last: Node | undefined): void {
    const node = last && declarationOf(last);
    if (node?.type === "ExpressionStatement") {
      this.wrap(node.expression, `${this.unit}.result = (`, ")");
    }
  }
}

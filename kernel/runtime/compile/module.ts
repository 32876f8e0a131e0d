import type {Node} from "oxc-parser";
import type {Reference} from "./analysis.ts";
import {exportName, importRequest} from "./importRequest.ts";
import {bindingNames} from "./names.ts";
import {Rewriter} from "./rewriter.ts";

type Of<T extends Node["type"]> = Extract<Node, {type: T}>;

export interface ModuleRequest {
  specifier: string;
  attributes: Record<string, string>;
}

export interface RewrittenModule {
  /** A function expression, async if the module awaits, of `parameters`. */
  code: string;
  text: Rewriter["text"];
  parameters: string[];
  /** Modules whose namespaces follow the parameters. */
  requests: ModuleRequest[];
  isAsync: boolean;
}

/** Rewrites an ES module as a function, which can be loaded anew and stopped like a cell. */
export class ModuleRewriter extends Rewriter {
  readonly #requests: ModuleRequest[] = [];
  /** Local names of imports, and what they stand for. */
  readonly #imported = new Map<string, string>();
  readonly #exports: string[] = [];

  run(program: Of<"Program">): RewrittenModule {
    for (const statement of program.body) {
      if (statement.type === "ImportDeclaration") this.#import(statement);
    }
    this.rewriteFindings();
    for (const statement of program.body) this.#rewriteStatement(statement);
    const isAsync = this.analysis.hasAwait;
    const namespaces = this.#requests.map((_, index) => this.#namespace(index));
    const parameters = [...this.parameters, ...namespaces].join(", ");
    this.text.prepend(
      `(${isAsync ? "async " : ""}function (${parameters}) {"use strict";${this.turnCounter()}` +
        `${this.unit}.export({${this.#exports.join(", ")}});`
    );
    this.text.append("\n})");
    return {
      code: this.text.toString(),
      text: this.text,
      parameters: this.parameters,
      requests: this.#requests,
      isAsync
    };
  }

  protected nameFor({name}: Reference): string | undefined {
    return this.#imported.get(name);
  }

  protected rewriteAwait(node: Of<"AwaitExpression">): void {
    this.awaitWithCheck(node);
  }

  protected rewriteDeclaration(): void {
    // A module's own names stay as they are.
  }

  #namespace(index: number): string {
    return `${this.prefix}m${index}`;
  }

  #request(specifier: string, attributes: Record<string, string> = {}): string {
    this.#requests.push({specifier, attributes});
    return this.#namespace(this.#requests.length - 1);
  }

  #import(statement: Of<"ImportDeclaration">): void {
    const {specifier, attributes, names} = importRequest(statement);
    const namespace = this.#request(specifier, attributes);
    for (const [local, imported] of names) {
      this.#imported.set(local, imported === "*" ? namespace : member(namespace, imported));
    }
    this.text.remove(statement.start, statement.end);
  }

  #export(name: string, value: string): void {
    this.#exports.push(`get ${JSON.stringify(name)}() {return ${value};}`);
  }

  #rewriteStatement(statement: Of<"Program">["body"][number]): void {
    switch (statement.type) {
      case "ExportNamedDeclaration":
        return this.#rewriteExport(statement);
      case "ExportAllDeclaration": {
        const namespace = this.#request(statement.source.value);
        if (statement.exported) this.#export(exportName(statement.exported), namespace);
        const all = statement.exported ? "" : `${this.unit}.exportAll(${namespace});`;
        return this.replace(statement.start, statement.end, all);
      }
      case "ExportDefaultDeclaration": {
        const {declaration, start} = statement;
        const name = "id" in declaration ? declaration.id?.name : undefined;
        const local = name ?? `${this.prefix}8`;
        this.#export("default", local);
        this.replace(start, declaration.start, name ? " " : `const ${local} = `);
        if (!name) this.text.appendLeft(declaration.end, ";");
      }
    }
  }

  #rewriteExport(statement: Of<"ExportNamedDeclaration">): void {
    const {declaration, source, specifiers, start, end} = statement;
    if (declaration) {
      for (const name of declaredNames(declaration)) this.#export(name, name);
      return this.replace(start, declaration.start, " ");
    }
    const namespace = source && this.#request(source.value);
    for (const {local, exported} of specifiers) {
      const name = exportName(local);
      const value = namespace ? member(namespace, name) : (this.#imported.get(name) ?? name);
      this.#export(exportName(exported), value);
    }
    this.text.remove(start, end);
  }
}

function member(namespace: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${namespace}.${name}`
    : `${namespace}[${JSON.stringify(name)}]`;
}

function declaredNames(node: Node): string[] {
  if (node.type === "VariableDeclaration") {
    return node.declarations.flatMap(({id}) => bindingNames(id));
  }
  return "id" in node && node.id?.type === "Identifier" ? [node.id.name] : [];
}

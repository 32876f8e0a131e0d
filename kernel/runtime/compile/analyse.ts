import {type Class, type Node, visitorKeys} from "oxc-parser";
import type {Analysis, Frame, FunctionNode, Loop, LoopNode, Of, Reference} from "./analysis.ts";
import {bindingNames, hoistedNames, isAnonymousFunction, lexicalNames} from "./names.ts";
import {isQuickCallee} from "./quickCallee.ts";

/** Finds out what each name in a program means, and where it may have to be stopped. */
export function analyse(program: Of<"Program">): Analysis {
  return new Analyser().run(program);
}

class Scope {
  readonly parent: Scope | undefined;
  readonly names: Set<string>;

  constructor(names: Iterable<string>, parent?: Scope) {
    this.names = new Set(names);
    this.parent = parent;
  }
}

class Analyser {
  readonly #analysis: Analysis = {
    declared: new Map(),
    findings: [],
    frames: [],
    hasAwait: false,
    captured: new Set(),
    assignedInFunctions: new Set()
  };
  #frame: Frame = {countsTurns: false};
  #loops: Loop[] = [];
  #labels: Of<"LabeledStatement">[] = [];
  #scope = new Scope([]);
  readonly #top = this.#scope;

  run(program: Of<"Program">): Analysis {
    const {declared, frames} = this.#analysis;
    frames.push(this.#frame);
    for (const name of hoistedNames(program.body)) declared.set(name, "var");
    for (const [name, kind] of lexicalNames(program.body)) declared.set(name, kind);
    this.#visitAll(program.body);
    return this.#analysis;
  }

  #visitAll(nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) this.#visit(node);
  }

  #visitChildren(node: Node): void {
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, Node | Node[] | null | undefined>)[key];
      if (Array.isArray(child)) this.#visitAll(child);
      else this.#visit(child);
    }
  }

  #visit(node: Node | null | undefined): void {
    if (!node) return;
    switch (node.type) {
      case "Identifier":
        return this.#refer(node.name, node.start, node.end, "read");
      case "MemberExpression":
        this.#visit(node.object);
        if (node.computed) this.#visit(node.property);
        return;
      case "Property":
        return this.#visitProperty(node);
      case "AssignmentExpression":
        this.#visitTarget(
          node.left,
          "write",
          isAnonymousFunction(node.right) ? node.right : undefined
        );
        return this.#visit(node.right);
      case "UpdateExpression":
        return this.#visitTarget(node.argument, "write");
      case "UnaryExpression":
        if (node.operator !== "typeof" || node.argument.type !== "Identifier") break;
        return this.#refer(node.argument.name, node.argument.start, node.argument.end, "typeof");
      case "CallExpression":
        return this.#visitCall(node);
      case "NewExpression":
        this.#markSlow();
        break;
      case "TaggedTemplateExpression":
        this.#markSlow();
        this.#visitCallee(node.tag);
        return this.#visit(node.quasi);
      case "VariableDeclaration":
        return this.#visitDeclaration(node, "statement");
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#visitFunction(node);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node);
      case "BlockStatement":
        return this.#within(blockNames(node.body), () => this.#visitAll(node.body));
      case "SwitchStatement":
        this.#visit(node.discriminant);
        return this.#within(blockNames(node.cases.flatMap(({consequent}) => consequent)), () =>
          this.#visitAll(node.cases)
        );
      case "CatchClause":
        return this.#within(node.param ? bindingNames(node.param) : [], () => {
          this.#visitTarget(node.param, "declare");
          this.#visit(node.body);
        });
      case "LabeledStatement":
        this.#labels.push(node);
        if (node.body.type !== "LabeledStatement" && !isLoop(node.body)) this.#labels = [];
        this.#visit(node.body);
        this.#labels = [];
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return;
      case "ExportNamedDeclaration":
        return this.#visit(node.declaration);
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return this.#visitLoop(node);
      case "YieldExpression":
        this.#markSlow();
        break;
      case "AwaitExpression":
        this.#markSlow();
        this.#visitChildren(node);
        if (!this.#frame.node) this.#analysis.hasAwait = true;
        this.#analysis.findings.push({kind: "await", node, frame: this.#frame});
        return;
      case "ImportExpression":
        this.#markSlow();
        this.#visitChildren(node);
        this.#analysis.findings.push({kind: "import()", node});
        return;
      case "MetaProperty":
        if (node.meta.name === "import") {
          this.#analysis.findings.push({kind: "import.meta", node});
        }
        return;
    }
    this.#visitChildren(node);
  }

  #refer(
    name: string,
    start: number,
    end: number,
    use: Reference["use"],
    {shorthand = false, named}: {shorthand?: boolean; named?: Node} = {}
  ): void {
    for (let scope: Scope | undefined = this.#scope; scope && scope !== this.#top;) {
      if (scope.names.has(name)) return;
      scope = scope.parent;
    }
    const inFunction = this.#frame.node !== undefined;
    const loops = [...this.#loops];
    const {findings, captured, assignedInFunctions} = this.#analysis;
    if (inFunction) captured.add(name);
    if (inFunction && use === "write") assignedInFunctions.add(name);
    findings.push({kind: "reference", name, start, end, use, shorthand, named, inFunction, loops});
  }

  #visitProperty(node: Of<"Property">): void {
    if (node.computed) this.#visit(node.key);
    const {value} = node;
    if (node.shorthand && value.type === "Identifier") {
      this.#refer(value.name, value.start, value.end, "read", {shorthand: true});
    } else {
      this.#visit(value);
    }
  }

  /** The left side of an assignment, or what a declaration declares. */
  #visitTarget(
    target: Node | null | undefined,
    use: "write" | "declare",
    named?: Node,
    shorthand = false
  ): void {
    switch (target?.type) {
      case undefined:
        return;
      case "Identifier":
        return this.#refer(target.name, target.start, target.end, use, {shorthand, named});
      case "ObjectPattern":
        for (const property of target.properties) {
          if (property.type === "RestElement") {
            this.#visitTarget(property.argument, use);
          } else {
            if (property.computed) this.#visit(property.key);
            this.#visitTarget(property.value, use, undefined, property.shorthand);
          }
        }
        return;
      case "ArrayPattern":
        for (const element of target.elements) this.#visitTarget(element, use);
        return;
      case "AssignmentPattern": {
        const {left, right} = target;
        this.#visitTarget(left, use, isAnonymousFunction(right) ? right : undefined, shorthand);
        return this.#visit(right);
      }
      case "RestElement":
        return this.#visitTarget(target.argument, use);
      default:
        return this.#visit(target);
    }
  }

  #visitDeclaration(node: Of<"VariableDeclaration">, place: "statement" | "loop head"): void {
    for (const {id, init} of node.declarations) {
      this.#visitTarget(id, "declare", init && isAnonymousFunction(init) ? init : undefined);
      this.#visit(init);
    }
    const isOfTop = node.kind === "var" ? !this.#frame.node : this.#scope === this.#top;
    if (isOfTop) this.#analysis.findings.push({kind: "declaration", node, place});
    if (node.kind === "await using" && !this.#frame.node) this.#analysis.hasAwait = true;
  }

  #visitCall(node: Of<"CallExpression">): void {
    const {callee} = node;
    if (!isQuickCallee(callee)) this.#markSlow();
    this.#visitCallee(callee);
    this.#visitAll(node.arguments);
  }

  #visitCallee(callee: Node): void {
    if (callee.type === "Identifier") this.#refer(callee.name, callee.start, callee.end, "call");
    else this.#visit(callee);
  }

  #visitFunction(node: FunctionNode): void {
    this.#markSlow();
    const outer = {frame: this.#frame, loops: this.#loops, labels: this.#labels};
    this.#frame = {node, countsTurns: false};
    this.#loops = [];
    this.#labels = [];
    this.#analysis.frames.push(this.#frame);
    const body = node.body?.type === "BlockStatement" ? node.body.body : [];
    const names = [
      ...node.params.flatMap((parameter) => bindingNames(parameter)),
      ...hoistedNames(body),
      ...blockNames(body),
      ...(node.type === "FunctionExpression" && node.id ? [node.id.name] : []),
      ...(node.type === "ArrowFunctionExpression" ? [] : ["arguments"])
    ];
    this.#within(names, () => {
      for (const parameter of node.params) this.#visitTarget(parameter, "declare");
      if (node.body?.type === "BlockStatement") this.#visitAll(node.body.body);
      else this.#visit(node.body);
    });
    ({frame: this.#frame, loops: this.#loops, labels: this.#labels} = outer);
  }

  #visitClass(node: Class): void {
    this.#markSlow();
    this.#visit(node.superClass);
    this.#within(node.id ? [node.id.name] : [], () => {
      for (const element of node.body.body) {
        if ("key" in element && element.computed) this.#visit(element.key);
        // What a field starts with, and a static block, run as functions of their own.
        if (element.type === "StaticBlock") this.#inFunction(() => this.#visitChildren(element));
        else if ("value" in element) this.#inFunction(() => this.#visit(element.value));
      }
    });
  }

  #inFunction(visit: () => void): void {
    const outer = {frame: this.#frame, loops: this.#loops};
    this.#frame = {node: {type: "FunctionExpression"} as FunctionNode, countsTurns: false};
    this.#loops = [];
    visit();
    ({frame: this.#frame, loops: this.#loops} = outer);
  }

  #visitLoop(node: LoopNode): void {
    const labels = this.#labels;
    this.#labels = [];
    for (const outer of this.#loops) outer.hasInnerLoop = true;
    const loop: Loop = {
      node,
      frame: this.#frame,
      start: labels[0]?.start ?? node.start,
      labels,
      isQuick: true,
      hasInnerLoop: false
    };
    loop.outermost = this.#loops[0] ?? loop;
    // The right side is evaluated before the loop begins, but what it calls may still take long.
    this.#loops.push(loop);
    if (node.type === "ForOfStatement" && node.await) {
      this.#markSlow();
      if (!this.#frame.node) this.#analysis.hasAwait = true;
    }
    this.#within(loopNames(node), () => this.#visitLoopParts(node));
    this.#loops.pop();
    this.#analysis.findings.push({kind: "loop", loop});
  }

  #visitLoopParts(node: LoopNode): void {
    switch (node.type) {
      case "ForStatement":
        if (node.init?.type === "VariableDeclaration")
          this.#visitDeclaration(node.init, "statement");
        else this.#visit(node.init);
        this.#visitAll([node.test, node.update]);
        break;
      case "ForInStatement":
      case "ForOfStatement":
        if (node.left.type === "VariableDeclaration") {
          this.#visitDeclaration(node.left, "loop head");
        } else {
          this.#visitTarget(node.left, "write");
        }
        this.#visit(node.right);
        break;
      default:
        this.#visit(node.test);
    }
    this.#visit(node.body);
  }

  #within(names: Iterable<string>, visit: () => void): void {
    const outer = this.#scope;
    this.#scope = new Scope(names, outer);
    visit();
    this.#scope = outer;
  }

  /** What follows may take long, or may run any function. */
  #markSlow(): void {
    for (const loop of this.#loops) loop.isQuick = false;
  }
}

function isLoop({type}: Node): boolean {
  return type.startsWith("For") || type === "WhileStatement" || type === "DoWhileStatement";
}

function blockNames(body: readonly Node[]): Iterable<string> {
  return lexicalNames(body).keys();
}

function loopNames(node: LoopNode): string[] {
  const head = "init" in node ? node.init : "left" in node ? node.left : null;
  return head?.type === "VariableDeclaration" && head.kind !== "var"
    ? head.declarations.flatMap(({id}) => bindingNames(id))
    : [];
}

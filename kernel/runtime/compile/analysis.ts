import type {ArrowFunctionExpression, Function, Node} from "oxc-parser";

export type Of<T extends Node["type"]> = Extract<Node, {type: T}>;
export type LoopNode = Of<
  "ForStatement" | "ForInStatement" | "ForOfStatement" | "WhileStatement" | "DoWhileStatement"
>;
export type FunctionNode = Function | ArrowFunctionExpression;

/** A function, or the unit itself (then `node` is undefined). */
export interface Frame {
  node?: FunctionNode;
  /** Has a loop so quick that only every thousandth turn looks whether to stop. */
  countsTurns: boolean;
}

export interface Loop {
  node: LoopNode;
  frame: Frame;
  /** Where the loop's first label stands, or else the loop. */
  start: number;
  labels: Of<"LabeledStatement">[];
  /** The loop of its frame that all others are in; itself, if it is that. */
  outermost?: Loop;
  /** Calls nothing that could take long: the loop comes round quickly, and no closure runs. */
  isQuick: boolean;
  hasInnerLoop: boolean;
}

/** An identifier that means a name of the unit's top level, or one that the unit does not declare. */
export interface Reference {
  kind: "reference";
  name: string;
  start: number;
  end: number;
  use: "read" | "call" | "typeof" | "write" | "declare";
  /** `{x}` in an object or a pattern: the key has to stay. */
  shorthand: boolean;
  /** A function that takes its name from what it is assigned to. */
  named?: Node;
  inFunction: boolean;
  /** The loops around it in its frame, outermost first. */
  loops: Loop[];
}

/** What has to be looked at again when all is known; inner nodes come before outer ones. */
export type Finding =
  | Reference
  | {kind: "loop"; loop: Loop}
  | {kind: "declaration"; node: Of<"VariableDeclaration">; place: "statement" | "loop head"}
  | {kind: "await"; node: Of<"AwaitExpression">; frame: Frame}
  | {kind: "import()"; node: Of<"ImportExpression">}
  | {kind: "import.meta"; node: Of<"MetaProperty">};

export interface Analysis {
  /** Declared at the top level, with how. */
  declared: Map<string, "let" | "const" | "var" | "function" | "class" | "import">;
  findings: Finding[];
  frames: Frame[];
  /** Awaits at the top level. */
  hasAwait: boolean;
  /** Names of the top level that functions use, and that they assign to. */
  captured: Set<string>;
  assignedInFunctions: Set<string>;
}

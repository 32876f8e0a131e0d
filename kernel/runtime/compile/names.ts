import {type Node, visitorKeys} from "oxc-parser";

type TopLevelKind = "let" | "const" | "function" | "class" | "import";

/** The names that a pattern binds: `a`, `b` and `c` of `{a, x: [b], ...c}`. */
export function bindingNames(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        bindingNames(property.type === "RestElement" ? property.argument : property.value)
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? bindingNames(element) : []));
    case "AssignmentPattern":
      return bindingNames(pattern.left);
    case "RestElement":
      return bindingNames(pattern.argument);
    default:
      return [];
  }
}

/** What a list of statements declares for itself, without what `var` declares. */
export function lexicalNames(body: readonly Node[]): Map<string, TopLevelKind> {
  const names = new Map<string, TopLevelKind>();
  for (const statement of body) {
    if (statement.type === "ImportDeclaration") {
      for (const {local} of statement.specifiers) names.set(local.name, "import");
      continue;
    }
    const node = declarationOf(statement);
    if (node.type === "VariableDeclaration" && node.kind !== "var") {
      const kind = node.kind === "let" ? "let" : "const";
      for (const {id} of node.declarations) {
        for (const name of bindingNames(id)) names.set(name, kind);
      }
    } else if (node.type === "FunctionDeclaration" && node.id) {
      names.set(node.id.name, "function");
    } else if (node.type === "ClassDeclaration" && node.id) {
      names.set(node.id.name, "class");
    }
  }
  return names;
}

/** What `var` declares anywhere in these statements, save in the functions among them. */
export function hoistedNames(body: readonly Node[]): string[] {
  const names: string[] = [];
  const visit = (node: Node | null | undefined): void => {
    if (!node || isFunction(node) || isExpression(node)) return;
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      for (const {id} of node.declarations) names.push(...bindingNames(id));
    }
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, Node | Node[] | null | undefined>)[key];
      if (Array.isArray(child)) child.forEach(visit);
      else visit(child);
    }
  };
  body.forEach(visit);
  return names;
}

/** `x` of `export x`, or the statement itself. */
export function declarationOf(statement: Node): Node {
  if (statement.type === "ExportNamedDeclaration" && statement.declaration) {
    return statement.declaration;
  }
  return statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
}

/** A function or class that takes its name from the variable that it is assigned to. */
export function isAnonymousFunction(node: Node): boolean {
  return (
    node.type === "ArrowFunctionExpression" ||
    ((node.type === "FunctionExpression" || node.type === "ClassExpression") && !node.id)
  );
}

function isFunction(node: Node): boolean {
  return node.type.includes("Function") || node.type.startsWith("Class");
}

function isExpression(node: Node): boolean {
  return node.type.endsWith("Expression") || node.type === "Literal" || node.type === "Identifier";
}

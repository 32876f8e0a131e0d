// What cells declare at their top level, so that a script can hold all of them.
import type {Node} from "oxc-parser";

type Of<T extends Node["type"]> = Extract<Node, {type: T}>;

/** The declaration that a statement makes, also when it exports it. */
export function declarationIn(statement: Node): Node {
  const isExport = statement.type === "ExportNamedDeclaration";
  return isExport && statement.declaration ? statement.declaration : statement;
}

/** The names of values that a top-level statement declares; types have none. */
export function namesIn(statement: Node): string[] {
  const node = declarationIn(statement);
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({id}) => patternNames(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}

/** The names that a pattern binds: `{a, b: [c]}` binds a and c. */
export function patternNames(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === "RestElement" ? property.argument : property.value)
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

/** What an import declaration binds: the local name, and what it stands for. */
export function importsIn({specifiers, source, importKind}: Of<"ImportDeclaration">): {
  local: string;
  meaning: string;
  isType: boolean;
  start: number;
  end: number;
}[] {
  return specifiers.map((specifier) => {
    const imported =
      specifier.type !== "ImportSpecifier"
        ? specifier.type
        : specifier.imported.type === "Identifier"
          ? specifier.imported.name
          : specifier.imported.value;
    return {
      local: specifier.local.name,
      meaning: `${source.value} ${imported}`,
      isType:
        importKind === "type" ||
        (specifier.type === "ImportSpecifier" && specifier.importKind === "type"),
      start: specifier.start,
      end: specifier.end
    };
  });
}

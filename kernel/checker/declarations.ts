import {parseSync} from "oxc-parser";

/** What a name is: of these, later cells can assign a `variable` alone. An `alias` is imported or a type. */
export type NameKind =
  "variable" | "constant" | "function" | "class" | "enum" | "namespace" | "alias";

const kinds: Record<string, NameKind> = {
  FunctionDeclaration: "function",
  TSDeclareFunction: "function",
  ClassDeclaration: "class",
  TSEnumDeclaration: "enum",
  TSModuleDeclaration: "namespace"
};

export interface CellNames {
  /** What the cell declares at its top level, `var`s inside blocks included. */
  declared: Map<string, NameKind>;
  /** Declared names that the cell itself exports (`export const x`). */
  exported: Set<string>;
  /**
   * What is imported from packages as a type, by local name, each as a statement of its own: no alias
   * may stand for it, so a later cell imports it too. That takes the compiler longer than an alias.
   */
  importedTypes: Map<string, string>;
  /** Every identifier in the text, used or not: cheaper than resolving, and never too few. */
  mentioned: Set<string>;
  /** Module specifiers of imports, dynamic ones included. */
  imports: string[];
}

type Node = {type: string; [key: string]: unknown};

/** Reads what a cell declares and mentions; a cell that does not parse declares nothing. */
export function cellNames(code: string, {jsx = false}: {jsx?: boolean} = {}): CellNames {
  const names: CellNames = {
    declared: new Map(),
    exported: new Set(),
    importedTypes: new Map(),
    mentioned: new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []),
    imports: []
  };
  const {program, module, errors} = parseSync(jsx ? "cell.tsx" : "cell.ts", code, {
    sourceType: "module"
  });
  if (errors.length > 0 && program.body.length === 0) return names;
  for (const statement of program.body) topLevel(statement as unknown as Node, names);
  names.imports.push(...module.staticImports.map(({moduleRequest}) => moduleRequest.value));
  for (const {moduleRequest} of module.dynamicImports) {
    names.imports.push(code.slice(moduleRequest.start + 1, moduleRequest.end - 1));
  }
  for (const [, name] of code.matchAll(/\b(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)) {
    if (name) names.imports.push(name);
  }
  return names;
}

interface Specifier {
  type: string;
  local: {name: string};
  /** A name, or a text in quotation marks. */
  imported?: {name?: string; value?: string};
  importKind?: string;
}

/** `{a as b}`, `b` or `* as b`. */
function clause({type, local, imported}: Specifier): string {
  if (type === "ImportDefaultSpecifier") return local.name;
  if (type === "ImportNamespaceSpecifier") return `* as ${local.name}`;
  return `{${imported?.name ?? JSON.stringify(imported?.value)} as ${local.name}}`;
}

function topLevel(statement: Node, names: CellNames): void {
  const {declared, exported} = names;
  switch (statement.type) {
    case "ImportDeclaration":
      for (const specifier of statement.specifiers as Specifier[]) {
        declared.set(specifier.local.name, "alias");
        const {value: from} = statement.source as {value: string};
        const isType = statement.importKind === "type" || specifier.importKind === "type";
        if (!isType || from.startsWith(".")) continue; // a cell of that name may be another one by then
        const text = `import type ${clause(specifier)} from ${JSON.stringify(from)};`;
        names.importedTypes.set(specifier.local.name, text);
      }
      return;
    case "TSImportEqualsDeclaration":
      declared.set((statement.id as {name: string}).name, "alias");
      return;
    case "ExportNamedDeclaration": {
      if (!statement.declaration) return;
      const before = new Set(declared.keys());
      topLevel(statement.declaration as Node, names);
      for (const name of declared.keys()) if (!before.has(name)) exported.add(name);
      return;
    }
    case "VariableDeclaration":
      variables(statement, declared);
      return;
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumDeclaration":
    case "TSModuleDeclaration": {
      const id = statement.id as {type: string; name?: string} | null;
      if (id?.type === "Identifier" && id.name && id.name !== "global") {
        declared.set(id.name, kinds[statement.type] ?? "alias");
      }
      return;
    }
    default:
      hoisted(statement, declared);
  }
}

function variables(statement: Node, declared: CellNames["declared"]): void {
  const kind = statement.kind === "let" || statement.kind === "var" ? "variable" : "constant";
  for (const {id} of statement.declarations as {id: Node}[]) {
    for (const name of bound(id)) declared.set(name, kind);
  }
}

/** The `var`s inside a block, loop or branch, which belong to the cell; functions keep their own. */
function hoisted(node: unknown, declared: CellNames["declared"]): void {
  if (Array.isArray(node)) {
    for (const entry of node) hoisted(entry, declared);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const {type, kind} = node as Node;
  if (typeof type === "string" && /Function|^Class|^TSModule/.test(type)) return;
  if (type === "VariableDeclaration" && kind === "var") variables(node as Node, declared);
  for (const child of Object.values(node)) hoisted(child, declared);
}

/** The names that a pattern binds: `{a, b: [c, ...d]}` binds a, c and d. */
function bound(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name as string];
    case "ObjectPattern":
      return (pattern.properties as Node[]).flatMap((property) =>
        bound((property.argument ?? property.value) as Node)
      );
    case "ArrayPattern":
      return (pattern.elements as (Node | null)[]).flatMap(bound);
    case "AssignmentPattern":
      return bound(pattern.left as Node);
    case "RestElement":
      return bound(pattern.argument as Node);
    default:
      return [];
  }
}

import MagicString from "magic-string";
import {type Node, parseSync} from "oxc-parser";
import {declarationIn, importsIn, namesIn, patternNames} from "./scriptNames.ts";

type Of<T extends Node["type"]> = Extract<Node, {type: T}>;

/** A parsed cell. */
export interface ScriptCell {
  code: string;
  body: Node[];
}

/** What the cells of a script have in common while it is written. */
export interface ScriptScope {
  /** Names that more than one cell declares. */
  redeclared: ReadonlySet<string>;
  /** Names that are declared so far. */
  declared: Set<string>;
  /** What names are imported so far. */
  imported: Map<string, string>;
  /** Imported names that stand for types only. */
  types: ReadonlySet<string>;
  /** What shows a value: the name of a function. */
  show: string;
}

/** @throws SyntaxError if the cell does not parse */
export function parseCell(code: string): ScriptCell {
  const {program, errors} = parseSync("cell.ts", code, {lang: "ts", sourceType: "module"});
  const [error] = errors;
  // What is redeclared within one cell is an error of that cell in the notebook as well.
  if (error) throw new SyntaxError(error.message);
  return {code, body: program.body};
}

/**
 * The cell as a part of a script: a name that was declared before is assigned to, an import that is there
 * already is left out, and the value of the last expression is shown.
 */
export function rewriteForScript({code, body}: ScriptCell, scope: ScriptScope): string {
  const text = new MagicString(code);
  for (const statement of body) {
    const node = declarationIn(statement);
    if (node !== statement) text.remove(statement.start, node.start);
    if (node.type === "ImportDeclaration") rewriteImport(text, node, scope);
    else if (namesIn(statement).some((name) => scope.redeclared.has(name))) {
      rewriteDeclaration(text, code, node, scope);
    }
    for (const name of namesIn(statement)) scope.declared.add(name);
  }
  const last = body.at(-1);
  if (last?.type === "ExpressionStatement") {
    text.appendLeft(last.expression.start, `${scope.show}(`);
    text.appendRight(last.expression.end, ")");
  }
  return text.toString().trim();
}

function rewriteImport(
  text: MagicString,
  node: Of<"ImportDeclaration">,
  {imported, types}: ScriptScope
): void {
  const specifiers = importsIn(node);
  const fresh = specifiers.filter(({local, meaning}) => imported.get(local) !== meaning);
  for (const {local, meaning} of fresh) imported.set(local, meaning);
  if (specifiers.length > 0 && fresh.length === 0) return void text.remove(node.start, node.end);
  const isNamed = node.specifiers.every(({type}) => type === "ImportSpecifier");
  if (fresh.length < specifiers.length && isNamed) {
    const list = fresh.map(({start, end}) => text.original.slice(start, end)).join(", ");
    const isAllTypes = node.importKind === "type";
    const source = text.original.slice(node.source.start, node.source.end);
    text.overwrite(
      node.start,
      node.end,
      `import ${isAllTypes ? "type " : ""}{${marked(list)}} from ${source};`
    );
    return;
  }
  for (const {local, isType, start} of fresh) {
    if (types.has(local) && !isType && isNamed) text.appendLeft(start, "type ");
  }

  function marked(list: string): string {
    return list.replace(/(^|, )(\w+)(?=,|$)/g, (whole, before: string, name: string) =>
      types.has(name) && node.importKind !== "type" ? `${before}type ${name}` : whole
    );
  }
}

/** A declaration of a name that several cells declare: the first one can be written to, others write to it. */
function rewriteDeclaration(
  text: MagicString,
  code: string,
  node: Node,
  {redeclared, declared}: ScriptScope
): void {
  if (node.type === "VariableDeclaration") {
    const names = node.declarations.flatMap(({id}) => patternNames(id));
    const known = names.filter((name) => declared.has(name));
    for (const {id} of node.declarations) {
      const annotation = "typeAnnotation" in id ? id.typeAnnotation : undefined;
      const isShared = patternNames(id).some((name) => redeclared.has(name));
      if (!isShared) continue;
      if (annotation) text.remove(annotation.start, annotation.end);
      // Its values have the types of several cells.
      if (known.length === 0 && id.type === "Identifier")
        text.appendRight(id.start + id.name.length, ": any");
    }
    if (known.length === 0) {
      text.overwrite(node.start, node.start + node.kind.length, "let");
      return;
    }
    const fresh = names.filter((name) => !declared.has(name));
    const first = node.declarations[0]!;
    const introduced =
      fresh.length > 0 ? `let ${fresh.map((name) => `${name}: any`).join(", ")};\n` : "";
    // In brackets, since a pattern in braces would be a block.
    text.overwrite(node.start, first.start, `${introduced};(`);
    for (const {id, init} of node.declarations) {
      if (!init) text.appendLeft(id.end, " = undefined");
    }
    const last = node.declarations.at(-1)!;
    text.appendRight(last.end, ")");
    if (code[node.end - 1] !== ";") text.appendRight(node.end, ";");
    return;
  }
  if (node.type !== "FunctionDeclaration" && node.type !== "ClassDeclaration") return;
  const name = node.id?.name ?? "";
  const assigned = declared.has(name) ? `${name} = ` : `let ${name}: any = `;
  const source = code.slice(node.start, node.end);
  if (node.type === "ClassDeclaration") {
    text.overwrite(node.start, node.end, `${assigned}${source};`);
    return;
  }
  // A function is there before the cell's first line. Its overloads are types.
  text.remove(node.start, node.end);
  text.prepend(`${assigned}${source};\n`);
}

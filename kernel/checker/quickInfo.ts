import {
  type Checker,
  type Project,
  SignatureKind,
  type Symbol as TypeScriptSymbol,
  SymbolFlags
} from "typescript7/unstable/sync";

interface ProbePosition {
  code: string;
  /** UTF-16 offset in the code. */
  offset: number;
  /** Length of what stands before the code in the file. */
  before: number;
}

const identifier = /[\p{ID_Continue}$]/u;

/** What is known of the name at a position, or of the function whose arguments stand there. */
export function quickInfoAt(
  {checker}: Project,
  file: string,
  {code, offset, before}: ProbePosition
): {text: string; markdown: string} | undefined {
  const at = nameAt(code, offset) ?? calleeBefore(code, offset);
  if (at === undefined) return undefined;
  const found = checker.getSymbolAtPosition(file, before + at);
  if (!found) return undefined;
  const symbol = found.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  if (checker.isUnknownSymbol(symbol)) return undefined;
  const signature = describe(checker, symbol, found.name);
  const documentation = symbol.getDocumentationComment(checker).trim();
  const tags = symbol
    .getJsDocTags(checker)
    .filter(({name}) => name !== "doc")
    .map(({name, text}) => ({name, text: text?.trim() ?? ""}));
  return {
    text: [
      signature,
      documentation,
      tags
        .map(({name, text}) => (text.includes("\n") ? `@${name}\n${text}` : `@${name} ${text}`))
        .join("\n")
    ]
      .filter(Boolean)
      .join("\n\n"),
    markdown: [
      `\`\`\`typescript\n${signature}\n\`\`\``,
      documentation,
      ...tags.map(({name, text}) =>
        text.includes("\n") ? `*@${name}*\n\n${text}` : `*@${name}* ${text}`
      )
    ]
      .filter(Boolean)
      .join("\n\n")
  };
}

/** Start of the name that the position touches, from either side. */
function nameAt(code: string, offset: number): number | undefined {
  let start = offset;
  while (start > 0 && identifier.test(code[start - 1] ?? "")) --start;
  return identifier.test(code[start] ?? "") ? start : undefined;
}

/** Start of the name before the bracket that the position stands in: `conv2d(x, |`. */
function calleeBefore(code: string, offset: number): number | undefined {
  let depth = 0;
  for (let i = offset - 1; i >= 0; --i) {
    if (code[i] === ")") ++depth;
    if (code[i] === "(" && depth-- === 0) return i > 0 ? nameAt(code, i) : undefined;
  }
  return undefined;
}

function describe(checker: Checker, symbol: TypeScriptSymbol, name: string): string {
  const {flags} = symbol;
  if (flags & SymbolFlags.Class) return `class ${name}`;
  if (flags & SymbolFlags.Interface) return `interface ${name}`;
  if (flags & SymbolFlags.Enum) return `enum ${name}`;
  if (flags & SymbolFlags.Module) return `namespace ${name}`;
  if (flags & SymbolFlags.TypeAlias) {
    return `type ${name} = ${checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol))}`;
  }
  const type = checker.getTypeOfSymbol(symbol);
  const text = type ? checker.typeToString(type) : "any";
  const kind =
    flags & SymbolFlags.Function ? "function" : flags & SymbolFlags.Method ? "(method)" : undefined;
  if (kind && type) {
    const overloads = checker.getSignaturesOfType(type, SignatureKind.Call);
    if (overloads.length === 1) return `${kind} ${name}${asDeclaration(text)}`;
    return `${kind} ${name}: ${text} (${overloads.length} overloads)`;
  }
  return `${flags & SymbolFlags.Property ? "(property) " : ""}${name}: ${text}`;
}

/** `(x: number) => string`, the type, as `(x: number): string`, the declaration. */
function asDeclaration(type: string): string {
  let depth = 0;
  for (let i = 0; i < type.length; ++i) {
    if ("([{".includes(type[i] ?? "")) ++depth;
    if (")]}".includes(type[i] ?? "")) --depth;
    if (depth === 0 && type.startsWith(" => ", i))
      return `${type.slice(0, i)}: ${type.slice(i + 4)}`;
  }
  return type;
}

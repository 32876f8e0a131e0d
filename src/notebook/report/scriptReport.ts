import {transformSync} from "oxc-transform";
import {type Notebook, tagsOf} from "../notebook.ts";
import {parseCell, rewriteForScript, type ScriptCell} from "./scriptCell.ts";
import {importsIn, namesIn} from "./scriptNames.ts";

/**
 * A notebook as a TypeScript program that does what its cells do, in order, and prints what they show; its
 * prose are comments. Plain Node (22.18 or later) runs it where `@convnotes/cnn` is found.
 *
 * Notebooks may declare a name in several cells, programs may not: there the first declaration becomes a
 * variable, and the others assign to it.
 *
 * @throws SyntaxError if a cell does not parse, naming the cell
 */
export function scriptReport(
  notebook: Notebook,
  {name = "notebook"}: {name?: string} = {}
): string {
  const cells = notebook.cells.map((cell, index) => {
    if (cell.cell_type !== "code") return undefined;
    try {
      return parseCell(cell.source);
    } catch (error) {
      throw new SyntaxError(
        `scriptReport: cell ${index + 1} does not parse: ${(error as Error).message}`
      );
    }
  });
  const codeCells = cells.filter((cell) => cell !== undefined);
  const redeclared = redeclaredIn(codeCells);
  const scope = {
    redeclared,
    types: typesIn(codeCells),
    show: freeName(codeCells, "show"),
    declared: new Set<string>(),
    imported: new Map<string, string>()
  };
  const blocks = notebook.cells.map((cell, index) => {
    const parsed = cells[index];
    if (!parsed) return cell.cell_type === "markdown" ? comment(cell.source) : "";
    const code = rewriteForScript(parsed, scope);
    const note = tagsOf(cell).includes("solution") && code !== "" ? "// Solution\n" : "";
    return note + code;
  });
  const title = `// ${name}, as a program. Run it with: node ${name}.ts (Node 22.18 or later)`;
  const shows = blocks.some((block) => block.includes(`${scope.show}(`));
  const parts = [title, ...blocks, shows ? showFunction(scope.show) : ""];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Names that two cells declare, or one cell after another has imported them. */
function redeclaredIn(cells: readonly ScriptCell[]): Set<string> {
  const seen = new Set<string>();
  const redeclared = new Set<string>();
  for (const {body} of cells) {
    const own = new Set(body.flatMap(namesIn));
    for (const name of own) (seen.has(name) ? redeclared : seen).add(name);
  }
  return redeclared;
}

/**
 * Imported names that no cell uses as a value: Node takes types away without knowing them, so their imports
 * must say that they are types.
 */
function typesIn(cells: readonly ScriptCell[]): Set<string> {
  const imports = cells.flatMap(({body}) =>
    body.flatMap((node) => (node.type === "ImportDeclaration" ? importsIn(node) : []))
  );
  const {code} = transformSync(
    "cells.ts",
    cells.map((cell) => `{${withoutImports(cell)}\n}`).join("\n"),
    {
      typescript: {onlyRemoveTypeImports: false}
    }
  );
  const names = new Set(imports.map(({local}) => local));
  return new Set(
    [...names].filter((name) => !new RegExp(`(?<![\\w$.])${escaped(name)}(?![\\w$])`).test(code))
  );
}

function withoutImports({code, body}: ScriptCell): string {
  let kept = code;
  for (const node of [...body].reverse()) {
    const isImport = node.type === "ImportDeclaration";
    const start = node.start;
    if (isImport) kept = kept.slice(0, start) + kept.slice(node.end);
    else if (node.type === "ExportNamedDeclaration" && node.declaration) {
      kept = kept.slice(0, start) + kept.slice(node.declaration.start);
    }
  }
  return kept;
}

function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}

function freeName(cells: readonly ScriptCell[], wanted: string): string {
  const all = cells.map(({code}) => code).join("\n");
  let name = wanted;
  while (new RegExp(`\\b${name}\\b`).test(all)) name += "Value";
  return name;
}

function comment(source: string): string {
  return source
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");
}

function showFunction(name: string): string {
  return `/** Prints a value as a notebook shows it, in words. */
function ${name}(value: any): void {
  if (value === undefined) return;
  const bundle = value?.[Symbol.for("Jupyter.display")]?.();
  console.log(bundle?.["text/plain"] ?? value);
}`;
}

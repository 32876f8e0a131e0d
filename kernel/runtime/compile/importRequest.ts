import type {Node} from "oxc-parser";
import type {Of} from "./analysis.ts";

/** One import declaration, for whoever runs the cell to load before. */
export interface ImportRequest {
  specifier: string;
  attributes: Record<string, string>;
  /** Local name, and name in the module; `*` for all of it. */
  names: [local: string, imported: string][];
  start: number;
}

export function importRequest(statement: Of<"ImportDeclaration">): ImportRequest {
  return {
    specifier: statement.source.value,
    attributes: Object.fromEntries(
      statement.attributes.map(({key, value}) => [
        "name" in key ? key.name : key.value,
        value.value
      ])
    ),
    names: statement.specifiers.map((specifier) => {
      switch (specifier.type) {
        case "ImportNamespaceSpecifier":
          return [specifier.local.name, "*"];
        case "ImportDefaultSpecifier":
          return [specifier.local.name, "default"];
        default:
          return [specifier.local.name, exportName(specifier.imported)];
      }
    }),
    start: statement.start
  };
}

/** An export's name may be any string. */
export function exportName(name: Extract<Node, {type: "Identifier" | "Literal"}>): string {
  return "name" in name ? name.name : String(name.value);
}

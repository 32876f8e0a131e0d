import type {Cell} from "./notebook.ts";

/** The headings of a Markdown text, outside of fences. */
export function headings(source: string): string[] {
  const outside = source.replace(/^ {0,3}(`{3,}|~{3,})[\s\S]*?^ {0,3}\1/gm, "");
  return [...outside.matchAll(/^#{1,6}[ \t]+(.+?)[ \t#]*$/gm)].map(([, text = ""]) => text);
}

/** The heading that a cell stands under, if there is one. */
export function headingOver(cells: readonly Cell[], cell: Cell): string | undefined {
  const before = cells.slice(0, cells.indexOf(cell));
  return before
    .flatMap(({cell_type, source}) => (cell_type === "markdown" ? headings(source) : []))
    .at(-1);
}

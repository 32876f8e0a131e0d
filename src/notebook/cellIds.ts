import {headings} from "./headings.ts";
import type {Cell} from "./notebook.ts";

/** Ids that programs make up: JupyterLab's UUIDs, eight hexadecimal digits of nbformat. They say nothing. */
const randomId = /^[\da-f]{8}(-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})?$/;

const validId = /^[\w-]{1,64}$/;

/** Whether an id was chosen by somebody, so that it is worth being kept in text. */
export function isChosenId(id: string): boolean {
  return validId.test(id) && !randomId.test(id);
}

/**
 * The ids that cells of a text notebook get: the heading they stand under, numbered within it, so
 * that an edit changes the ids of its own section only.
 *
 * @example
 * ```ts
 * derivedIds([{cell_type: "markdown", source: "# Max pooling"}, {cell_type: "code", source: "1"}]);
 * // ["max-pooling", "max-pooling-1"]
 * ```
 */
export function derivedIds(cells: readonly {cell_type: string; source: string}[]): string[] {
  const taken = new Map<string, number>();
  let section = "cell";
  return cells.map(({cell_type, source}) => {
    const heading = cell_type === "markdown" ? headings(source)[0] : undefined;
    if (heading !== undefined) section = slug(heading) || "section";
    const count = taken.get(section);
    taken.set(section, (count ?? 0) + 1);
    return count === undefined ? section : `${section}-${count}`;
  });
}

/** Gives ids to the cells that have none or one that is there already. */
export function withIds<C extends Cell>(cells: readonly C[]): C[] {
  const derived = derivedIds(cells);
  const chosen = new Set<string>();
  for (const {id} of cells) if (id !== undefined) chosen.add(id);
  const used = new Set<string>();
  return cells.map((cell, index) => {
    let id = cell.id;
    if (id === undefined || used.has(id)) {
      id = derived[index]!;
      for (let n = 2; used.has(id) || chosen.has(id); n++) id = `${derived[index]}-x${n}`;
    }
    used.add(id);
    return {...cell, id};
  });
}

function slug(text: string): string {
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "");
}

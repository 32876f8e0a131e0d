import type {CellAttributes} from "./cellAttributes.ts";
import {derivedIds, isChosenId} from "./cellIds.ts";
import type {Cell, Notebook} from "./notebook.ts";

/**
 * The metadata that a notebook's text form writes out: all but what our own kernel tells of its
 * language whenever it is asked.
 */
export function writtenMetadata(metadata: Notebook["metadata"]): Notebook["metadata"] {
  if (metadata.kernelspec?.name !== "convnotes") return metadata;
  const {language_info, ...others} = metadata;
  return language_info ? others : metadata;
}

/** The attributes of each cell that a text form writes out: all but ids that can be derived or say nothing. */
export function writtenAttributes(cells: readonly Cell[]): CellAttributes[] {
  const derived = derivedIds(cells);
  return cells.map((cell, index) => {
    const {id, metadata} = cell;
    const attachments = cell.cell_type === "code" ? undefined : cell.attachments;
    return {
      metadata,
      ...(id !== undefined && id !== derived[index] && isChosenId(id) && {id}),
      ...(attachments && {attachments})
    };
  });
}

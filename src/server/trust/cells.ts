// What Jupyter calls trusted: a code cell whose outputs the user made, or said to trust. The front end
// shows HTML and runs JavaScript of such cells only. The mark is in the cell's metadata between server
// and front end, and never in a file.

/** As much of a notebook as trust is about; it may be invalid otherwise. */
export interface Cells {
  cells?: unknown;
}

interface CodeCell {
  cell_type: "code";
  metadata: {trusted?: unknown};
  outputs?: unknown;
}

/** Marks all code cells, in place. */
export function markCells(notebook: Cells, isTrusted: boolean): void {
  for (const cell of codeCells(notebook)) cell.metadata.trusted = isTrusted;
}

/** Whether each code cell is marked as trusted or has nothing that could do harm: what may be signed. */
export function areTrusted(notebook: Cells): boolean {
  return codeCells(notebook).every((cell) => cell.metadata.trusted === true || isHarmless(cell));
}

/** Whether no code cell has an output that could do harm. */
export function areHarmless(notebook: Cells): boolean {
  return codeCells(notebook).every(isHarmless);
}

/** Streams and errors are text; what is displayed may be HTML or JavaScript. */
function isHarmless({outputs}: CodeCell): boolean {
  if (!Array.isArray(outputs)) return outputs === undefined;
  return outputs.every((output: unknown) => {
    if (!isObject(output)) return false;
    if (output.output_type === "stream" || output.output_type === "error") return true;
    const harmless = ["output_type", "execution_count", "metadata"];
    return Object.keys(output).every((key) => harmless.includes(key));
  });
}

function codeCells({cells}: Cells): CodeCell[] {
  if (!Array.isArray(cells)) return [];
  return cells.filter(
    (cell: unknown): cell is CodeCell =>
      isObject(cell) && cell.cell_type === "code" && isObject(cell.metadata)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type {Contents} from "../contents/contents.ts";
import {read} from "../contents/read.ts";
import {save} from "../contents/save.ts";
import {HttpError} from "../httpError.ts";
import type {Execution} from "./executionLog.ts";

/** How often a write begins anew because somebody else wrote the file meanwhile. */
const tries = 5;

interface Cell {
  id?: unknown;
  cell_type?: unknown;
  source?: unknown;
  execution_count?: unknown;
  outputs?: unknown;
  metadata?: Record<string, unknown>;
}

/**
 * Writes what cells have put out into their notebook, as a front end would that is not there: into
 * the cell with the same id, if it still has the code that was run. What anybody else wrote stays, also
 * what is written at the same time.
 *
 * @param path - API path of the notebook
 * @returns the executions whose cells are in the file with these outputs
 * @throws HttpError if the file cannot be read or written
 */
export async function writeOutputs(
  contents: Contents,
  path: string,
  executions: readonly Execution[]
): Promise<Execution[]> {
  for (let left = tries; ; --left) {
    const model = await read(contents, path, {type: "notebook", hash: true});
    const content = model.content as {cells?: Cell[]};
    const written = executions.filter((execution) =>
      (content.cells ?? []).some((cell) => fill(cell, execution))
    );
    if (written.length === 0) return [];
    try {
      const ifMatch = `"${String(model.hash)}"`;
      await save(contents, path, {type: "notebook", format: "json", content}, {ifMatch});
      return written;
    } catch (error) {
      const isConflict = error instanceof HttpError && error.status === 412;
      if (!isConflict || left <= 1) throw error;
    }
  }
}

/** Whether the cell is the one that was run. */
function fill(cell: Cell, {cellId, code, executionCount, outputs}: Execution): boolean {
  if (cell.id !== cellId || cell.cell_type !== "code" || textOf(cell.source) !== code) return false;
  cell.outputs = structuredClone(outputs.toJSON());
  cell.execution_count = executionCount;
  // The reader has run it on this machine, which is what trust is about.
  cell.metadata = {...cell.metadata, trusted: true};
  return true;
}

function textOf(source: unknown): string {
  return Array.isArray(source) ? source.join("") : String(source);
}

import type {Message} from "../../jupyter/message.ts";
import type {CodeCell, Output} from "../notebook.ts";

type Content = Record<string, unknown>;
type Displays = Map<string, {cell: CodeCell; output: Output}[]>;

/**
 * Puts what a kernel publishes into the cells that asked for it, as a front end would show it:
 * streams joined, displays updated wherever they stand, `clear_output` obeyed.
 */
export class Outputs {
  readonly #displays: Displays = new Map();
  /** Cells whose outputs go with the next one. */
  readonly #clearing = new Set<CodeCell>();

  /** Takes a message of iopub that a run of the cell has caused. */
  take(cell: CodeCell, {header, content}: Message): void {
    switch (header.msg_type) {
      case "clear_output":
        if (content.wait === true) this.#clearing.add(cell);
        else this.#clear(cell);
        return;
      case "stream":
        return this.#stream(cell, content);
      case "update_display_data":
        return this.#update(content);
      case "display_data":
      case "execute_result":
        return this.#display(cell, header.msg_type, content);
      case "error":
        return this.fail(cell, content as {ename: string; evalue: string; traceback: string[]});
    }
  }

  /** Adds an error to a cell. */
  fail(
    cell: CodeCell,
    {ename, evalue, traceback}: {ename: string; evalue: string; traceback: string[]}
  ): void {
    this.#add(cell, {output_type: "error", ename, evalue, traceback});
  }

  #stream(cell: CodeCell, {name, text}: Content): void {
    const last = this.#clearing.has(cell) ? undefined : cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) {
      last.text = `${last.text as string}${String(text)}`;
    } else {
      this.#add(cell, {output_type: "stream", name: String(name), text: String(text)});
    }
  }

  #display(cell: CodeCell, type: "display_data" | "execute_result", content: Content): void {
    const output = {
      output_type: type,
      ...(type === "execute_result" && {execution_count: content.execution_count}),
      data: content.data ?? {},
      metadata: content.metadata ?? {}
    } as Output;
    this.#add(cell, output);
    const id = displayId(content);
    if (id === undefined) return;
    const shown = this.#displays.get(id) ?? [];
    this.#displays.set(id, [...shown, {cell, output}]);
  }

  #update(content: Content): void {
    for (const {output} of this.#displays.get(displayId(content) ?? "") ?? []) {
      Object.assign(output, {data: content.data ?? {}, metadata: content.metadata ?? {}});
    }
  }

  #add(cell: CodeCell, output: Output): void {
    if (this.#clearing.has(cell)) this.#clear(cell);
    cell.outputs.push(output);
  }

  #clear(cell: CodeCell): void {
    this.#clearing.delete(cell);
    cell.outputs.length = 0;
    for (const [id, shown] of this.#displays) {
      this.#displays.set(
        id,
        shown.filter((display) => display.cell !== cell)
      );
    }
  }
}

function displayId({transient}: Content): string | undefined {
  return (transient as {display_id?: string} | undefined)?.display_id;
}

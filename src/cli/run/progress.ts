import {styleText} from "node:util";
import type {CodeCell, Notebook} from "../../notebook/notebook.ts";
import type {CellEnd} from "../../notebook/run/executeNotebook.ts";

/** Shows how far a run has come. */
export interface Progress {
  start(cell: CodeCell, index: number): void;
  end(cell: CodeCell, index: number, end: CellEnd): void;
  /** Text that a cell prints, shown in between. */
  text(text: string): void;
  close(): void;
}

const words = {
  ok: "",
  failed: "failed",
  died: "the kernel died",
  timeout: "timed out",
  interrupted: "interrupted"
};

/**
 * A line for each cell, with how long it took and how it starts. On a terminal the line of the
 * running cell counts its seconds.
 *
 * @param prefix - what stands before each line, when several notebooks run at once
 */
export function lineProgress(
  {cells}: Notebook,
  {stream = process.stderr, prefix = ""}: {stream?: NodeJS.WriteStream; prefix?: string} = {}
): Progress {
  const total = cells.filter(({cell_type}) => cell_type === "code").length;
  // Several counting lines would write over each other.
  const isLive = stream.isTTY && prefix === "";
  const width = String(total).length;
  let timer: NodeJS.Timeout | undefined;
  let isOpen = false;
  let isAtLineStart = true;

  const line = (
    cell: CodeCell,
    index: number,
    seconds: number,
    status?: CellEnd["status"]
  ): string => {
    const number = `[${String(index + 1).padStart(width)}/${total}]`;
    const sign = status === undefined ? "…" : status === "ok" ? "✓" : "✗";
    const note = status && words[status] && `${words[status]}: `;
    const text = `${prefix}${number} ${sign} ${formatSeconds(seconds)}  ${note ?? ""}${labelOf(cell)}`;
    return stream.isTTY ? paint(fit(text, stream.columns || 80), status) : fit(text, 120);
  };
  const erase = (): void => {
    if (isOpen && isLive) stream.write("\r\x1b[K");
    isOpen = false;
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    erase();
  };
  return {
    start(cell, index) {
      if (!isLive) return;
      const started = performance.now();
      const draw = (): void => {
        if (!isAtLineStart) return;
        stream.write(`\r\x1b[K${line(cell, index, (performance.now() - started) / 1000)}`);
        isOpen = true;
      };
      draw();
      timer = setInterval(draw, 200);
    },
    end(cell, index, {status, duration}) {
      stop();
      if (!isAtLineStart) stream.write("\n");
      isAtLineStart = true;
      stream.write(`${line(cell, index, duration, status)}\n`);
    },
    text(text) {
      if (text === "") return;
      erase();
      process.stdout.write(text);
      isAtLineStart = text.endsWith("\n");
    },
    close: stop
  };
}

/** `0.3 s`, `95 s`, `12 min 5 s`, as wide as they are compared. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${seconds.toFixed(seconds < 100 ? 1 : 0)} s`.padStart(6);
}

/** What a cell is known by: its first line that says something. */
function labelOf({source}: CodeCell): string {
  const lines = source.split("\n").map((line) => line.trim());
  const telling = lines.find(
    (line) => line !== "" && !/^(\/\/|\/\*|\*|import\b|[{}()[\]]+;?$)/.test(line)
  );
  return telling ?? lines.find((line) => line !== "") ?? "";
}

/** @param columns - 0 on a terminal that does not know */
function fit(text: string, columns: number): string {
  const characters = [...text];
  return characters.length < columns ? text : `${characters.slice(0, columns - 2).join("")}…`;
}

function paint(text: string, status: CellEnd["status"] | undefined): string {
  if (status === undefined) return styleText("dim", text);
  return status === "ok" ? text : styleText("red", text);
}

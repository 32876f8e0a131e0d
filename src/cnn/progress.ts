import {host} from "./host.ts";

/** Where the progress of some work is shown: a bar in a notebook or terminal, lines in a log. */
export interface Progress {
  /** Reports how much is done, with a few words on how it goes. */
  update(done: number, note?: string): void;
  /** Shows the last state for good. */
  close(note?: string): void;
}

export interface ProgressOptions {
  /** What is being done: `"training"`, `"mnist"`. */
  label: string;
  /** How much there is to do, in any unit; `undefined` when nobody knows. */
  total?: number;
  /** Where a terminal's bar is written; defaults to standard error. */
  stream?: NodeJS.WriteStream;
}

/** A reader sees no more than this, and a front end chokes on much more. */
const updatesPerSecond = 10;
const barWidth = 24;
let count = 0;

/**
 * Shows how far some work has come: in place in a notebook, as a bar in a terminal, and as one line
 * at the end where the output goes to a file.
 *
 * @example
 * ```ts
 * const bar = progress({label: "training", total: 10});
 * for (let epoch = 1; epoch <= 10; ++epoch) bar.update(epoch, `loss ${0.1}`);
 * bar.close(); // training ━━━━━━━━━━━━━━━━━━━━━━━━ 10/10 loss 0.1
 * ```
 */
export function progress({label, total, stream = process.stderr}: ProgressOptions): Progress {
  const show = showIn(stream);
  let done = 0;
  let note = "";
  let shownAt = -Infinity;
  let closed = false;
  const line = (): string =>
    [label, total && bar(done / total), `${format(done)}${total ? `/${format(total)}` : ""}`, note]
      .filter(Boolean)
      .join(" ");
  return {
    update(newDone, newNote = note) {
      done = newDone;
      note = newNote;
      const now = performance.now();
      if (closed || now - shownAt < 1000 / updatesPerSecond) return;
      shownAt = now;
      show(line(), false);
    },
    close(newNote = note) {
      if (closed) return;
      closed = true;
      note = newNote;
      show(line(), true);
    }
  };
}

function showIn(stream: NodeJS.WriteStream): (line: string, last: boolean) => void {
  const notebook = host();
  if (notebook) {
    const id = `progress-${process.pid}-${++count}`;
    let displayed = false;
    return (line) => {
      notebook[displayed ? "update" : "display"]({"text/plain": line}, id);
      displayed = true;
    };
  }
  if (stream.isTTY) {
    return (line, last) => {
      const fitting = line.slice(0, Math.max(20, stream.columns - 1));
      stream.write(`\r\u001b[2K${last ? `${line}\n` : fitting}`);
    };
  }
  return (line, last) => {
    if (last) stream.write(`${line}\n`);
  };
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return "━".repeat(full) + "─".repeat(barWidth - full);
}

function format(n: number): string {
  return Number.isInteger(n) ? n.toLocaleString("en-US") : n.toFixed(1);
}

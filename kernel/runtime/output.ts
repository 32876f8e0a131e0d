import childProcess from "node:child_process";
import {subscribe} from "node:diagnostics_channel";
import {syncBuiltinESMExports} from "node:module";
import {StringDecoder} from "node:string_decoder";
import {Writable} from "node:stream";
import {captureStorage} from "./captured.ts";
import {cellStorage} from "./cellContext.ts";
import type {Wire} from "./wire.ts";

type StreamName = "stdout" | "stderr";

/**
 * Sends what is printed, by the console or directly, to the cell that prints it.
 *
 * @param parent - the request of the cell that now runs
 */
export function captureOutput(wire: Wire, parent: () => string): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = new CellStream(name, wire, parent);
    Object.defineProperty(process, name, {get: () => stream, configurable: true, enumerable: true});
  }
  console.clear = () => {
    const take = captureStorage.getStore();
    if (take) take({output_type: "clear_output", wait: false});
    else wire.send({type: "clear_output", parent: parent(), wait: false});
  };
  captureChildren(wire);
}

class CellStream extends Writable {
  readonly isTTY = false;
  readonly fd: number;
  readonly #send: (text: string) => void;
  readonly #decoder = new StringDecoder("utf8");

  constructor(name: StreamName, wire: Wire, parent: () => string) {
    super({decodeStrings: false});
    this.fd = name === "stdout" ? 1 : 2;
    this.#send = (text) => {
      const take = captureStorage.getStore();
      if (!text) return;
      if (take) take({output_type: "stream", name, text});
      else wire.send({type: "stream", parent: parent(), name, text});
    };
  }

  // Overridden rather than `_write`: a cell may be broken off anywhere, and must not leave the
  // state of a stream half changed.
  override write(
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    callback?: (error?: Error | null) => void
  ): boolean {
    const done = typeof encoding === "function" ? encoding : callback;
    const isText = typeof chunk === "string";
    const isEncoded = typeof encoding === "string" && !["utf8", "utf-8"].includes(encoding);
    if (isText && !isEncoded) this.#send(chunk);
    else {
      const bytes = isText ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk);
      this.#send(this.#decoder.write(bytes));
    }
    if (done) process.nextTick(done, null);
    return true;
  }

  override end(...values: unknown[]): this {
    if (typeof values[0] === "string") this.write(values[0]);
    return this;
  }

  override destroy(): this {
    return this;
  }
}

/**
 * Child processes write to the process's own streams, past the console: marks keep the order where
 * a cell waits for the child, and the cell knows its children so that stopping it stops them.
 */
function captureChildren(wire: Wire): void {
  const module = childProcess as unknown as Record<string, (...values: unknown[]) => unknown>;
  for (const name of ["spawnSync", "execSync", "execFileSync"]) {
    const run = module[name]!;
    module[name] = (...values) => {
      wire.mark();
      try {
        return run(...values);
      } finally {
        wire.mark();
      }
    };
  }
  syncBuiltinESMExports();
  subscribe("child_process", (message) => {
    const context = cellStorage.getStore();
    const {process: child} = message as {process: childProcess.ChildProcess};
    // What the cell has printed before comes before what the child prints, and that before what
    // the cell prints when the child has ended.
    wire.mark();
    context?.children.add(child);
    child.once("exit", () => {
      context?.children.delete(child);
      wire.mark();
    });
  });
}

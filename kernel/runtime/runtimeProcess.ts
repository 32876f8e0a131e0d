import {type ChildProcess, spawn} from "node:child_process";
import {randomBytes} from "node:crypto";
import type {Readable, Writable} from "node:stream";
import {fileURLToPath} from "node:url";
import type {FromRuntime, ToRuntime} from "../messages.ts";
import {encodeFrame, FrameReader} from "./frames.ts";
import {MarkedText} from "./markedText.ts";
import {type Down, downFd, type Up, upFd} from "./protocol.ts";

export interface RuntimeOptions {
  /** The notebook's folder: where packages and relative files are looked for. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** `tslab` shows results by tslab's rules. */
  mode: "convnotes" | "tslab";
}

export interface RuntimeExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** For the reader: `the process ran out of memory`. */
  reason: string;
}

/** What a stream of the process said, cut at the marks. */
interface Printed {
  name: "stdout" | "stderr";
  parts: (string | number)[];
  ended: boolean;
}

// The process runs compiled code, also when this file is run from its source by the tests.
const main = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "../../dist/kernel/runtime/main.js" : "./main.js",
    import.meta.url
  )
);

/** A dying process's streams may be held open by what it started: do not wait for ever. */
const lastWordsMs = 300;

/**
 * The process that runs the reader's code, as the front sees it. It can be started again when it
 * has ended.
 *
 * @example
 * ```ts
 * const runtime = new RuntimeProcess();
 * runtime.onMessage = (message) => console.log(message.type); // ready, stream, done
 * runtime.onExit = ({reason}) => console.log(reason);
 * runtime.start({cwd, env: process.env, mode: "convnotes"});
 * runtime.send({type: "execute", parent: "1", name: "Cell[1]", code: "console.log(1)", ...});
 * ```
 */
export class RuntimeProcess {
  /** Called for each message, in the order in which the cells caused them. */
  onMessage: (message: FromRuntime) => void = () => {};
  /** Called once for each start, after the last message, however the process ended. */
  onExit: (exit: RuntimeExit) => void = () => {};

  #child: ChildProcess | undefined;
  #turns = 0;
  /** The cells that were sent and are not over, oldest first. */
  #running: {turn: number; parent: string}[] = [];
  /** Whose is what nobody else claims. */
  #lastParent = "";
  #messages: Up[] = [];
  #printed: Printed[] = [];
  #exitCalled: number | undefined;
  #errorTail = "";

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process; messages may be sent at once. */
  start({cwd, env, mode}: RuntimeOptions): void {
    if (this.#child) throw new Error("RuntimeProcess.start: the process runs already");
    const secret = randomBytes(9).toString("base64url");
    const child = spawn(process.execPath, [main, secret, mode], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      // A process group of its own: an interrupt also reaches what a cell has started, and Ctrl-C
      // in the front's terminal does not.
      detached: process.platform !== "win32"
    });
    this.#child = child;
    this.#running = [];
    this.#messages = [];
    this.#exitCalled = undefined;
    this.#errorTail = "";
    this.#printed = [
      this.#read(child.stdout!, "stdout", secret),
      this.#read(child.stderr!, "stderr", secret)
    ];
    const down = child.stdio[downFd] as Writable;
    // The process may be gone while a message is on its way; `onExit` tells of that.
    down.on("error", () => {});
    const up = child.stdio[upFd] as Readable;
    const frames = new FrameReader();
    up.on("error", () => {});
    up.on("data", (chunk: Buffer) => {
      this.#messages.push(...(frames.push(chunk) as Up[]));
      this.#deliver();
    });
    this.#watchExit(child);
  }

  send(message: ToRuntime): void {
    if (message.type !== "execute") return this.#write({message});
    const turn = ++this.#turns;
    this.#running.push({turn, parent: message.parent});
    this.#write({message, turn});
  }

  /** Stops the running cell; when none is running, what finished cells left running. */
  interrupt(): void {
    this.#write({interrupt: this.#running[0]?.turn ?? 0});
  }

  /** Ends the process and all that its cells have started, at once. */
  kill(): void {
    const pid = this.#child?.pid;
    if (!pid) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  }

  #write(down: Down): void {
    const pipe = this.#child?.stdio[downFd] as Writable | undefined;
    if (pipe?.writable) pipe.write(encodeFrame(down));
  }

  #read(stream: Readable, name: Printed["name"], secret: string): Printed {
    const printed: Printed = {name, parts: [], ended: false};
    const text = new MarkedText(secret);
    stream.on("data", (chunk: Buffer) => {
      printed.parts.push(...text.push(chunk));
      this.#deliver();
    });
    stream.on("end", () => {
      printed.parts.push(text.end());
      printed.ended = true;
      this.#deliver();
    });
    return printed;
  }

  /** Passes on what has come, by all three ways, in the order that the marks give. */
  #deliver(): void {
    for (;;) {
      for (const {name, parts} of this.#printed) {
        while (typeof parts[0] === "string") this.#print(name, parts.shift() as string);
      }
      for (let up = this.#messages[0]; up && !("mark" in up); up = this.#messages[0]) {
        this.#messages.shift();
        this.#receive(up);
      }
      const next = this.#messages[0];
      if (!next || !("mark" in next)) return;
      if (this.#passOver(next.mark)) continue;
      if (!this.#printed.every(({parts, ended}) => parts.length > 0 || ended)) return;
      this.#messages.shift();
      for (const {parts} of this.#printed) parts.shift();
    }
  }

  /** Earlier marks are of code that was broken off between the two streams: nothing waits at them. */
  #passOver(mark: number): boolean {
    const torn = this.#printed.filter(({parts}) => typeof parts[0] === "number" && parts[0] < mark);
    for (const {parts} of torn) parts.shift();
    return torn.length > 0;
  }

  #print(name: Printed["name"], text: string): void {
    if (!text) return;
    if (name === "stderr") this.#errorTail = (this.#errorTail + text).slice(-4096);
    const parent = this.#running[0]?.parent ?? this.#lastParent;
    this.onMessage({type: "stream", parent, name, text});
  }

  #receive(up: Exclude<Up, {mark: number}>): void {
    if ("exit" in up) {
      this.#exitCalled = up.exit;
      return;
    }
    if (up.message.type === "done") {
      const {parent} = up.message;
      this.#lastParent = parent;
      this.#running = this.#running.filter((cell) => cell.parent !== parent);
    }
    this.onMessage(up.message);
  }

  #watchExit(child: ChildProcess): void {
    let over = false;
    const end = (code: number | null, signal: NodeJS.Signals | null, failure?: Error): void => {
      if (over) return;
      over = true;
      for (const printed of this.#printed) printed.ended = true;
      this.#deliver();
      this.#child = undefined;
      this.onExit({code, signal, reason: failure?.message ?? this.#reason(code, signal)});
    };
    child.on("error", (error) => {
      if (child.pid === undefined) end(null, null, error);
    });
    child.on("exit", (code, signal) => {
      setTimeout(() => end(code, signal), lastWordsMs).unref();
    });
    child.on("close", end);
  }

  #reason(code: number | null, signal: NodeJS.Signals | null): string {
    if (/heap out of memory|Allocation failed/.test(this.#errorTail)) {
      return "the process ran out of memory";
    }
    if (signal) return `the process was ended by ${signal}`;
    if (this.#exitCalled !== undefined) return `a cell called process.exit(${code ?? 0})`;
    return `the process ended with code ${code ?? 0}`;
  }
}

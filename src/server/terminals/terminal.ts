import type {WebSocket} from "ws";
import {keepAlive} from "../channels/keepAlive.ts";
import type {Pty} from "./pty.ts";

/** How much of what was printed a client sees that comes later, in UTF-16 units. */
const kept = 100_000;
/** Above this much that clients have not taken yet the program waits, in bytes. */
const slow = {above: 1e6, below: 1e5};
/** How long a program may take to end when its terminal closes, in ms. */
const patience = 1000;

/** A terminal as Jupyter's interface tells it. */
export interface TerminalModel {
  name: string;
  /** ISO 8601. */
  last_activity: string;
}

/**
 * A program in a terminal, and the clients that look at it, which speak the protocol of terminado:
 * JSON arrays `["setup", {}]`, `["stdout", text]`, `["disconnect", 1]` to the client, `["stdin", text]`
 * and `["set_size", rows, columns, height, width]` from it.
 *
 * @see https://github.com/jupyter/terminado
 */
export class Terminal {
  readonly name: string;
  /** Settles when the program has ended. */
  readonly ended: Promise<void>;
  lastActivity = new Date();
  readonly #pty: Pty;
  readonly #sizes = new Map<WebSocket, {rows: number; columns: number} | undefined>();
  #printed = "";
  #isPaused = false;
  #hasEnded = false;

  constructor(name: string, pty: Pty) {
    this.name = name;
    this.#pty = pty;
    pty.onData((text) => this.#print(text));
    this.ended = new Promise((resolve) => {
      pty.onExit(() => {
        const sockets = [...this.#sizes.keys()];
        // What they still say, and that they close, is nothing to a program that has ended.
        this.#sizes.clear();
        this.#hasEnded = true;
        for (const socket of sockets) {
          socket.send(JSON.stringify(["disconnect", 1]));
          socket.close(1000);
        }
        resolve();
      });
    });
  }

  model(): TerminalModel {
    return {name: this.name, last_activity: this.lastActivity.toISOString()};
  }

  /** Shows the terminal to a client, from what it last printed on. */
  connect(socket: WebSocket): void {
    keepAlive(socket);
    this.#sizes.set(socket, undefined);
    socket.on("close", () => {
      this.#sizes.delete(socket);
      this.#resize();
    });
    socket.on("message", (data: Buffer) => this.#hear(socket, data));
    socket.send(JSON.stringify(["setup", {}]));
    if (this.#printed) socket.send(JSON.stringify(["stdout", this.#printed]));
  }

  /** Ends the program, by force if it does not hang up. */
  async close(): Promise<void> {
    this.#signal("SIGHUP");
    const timer = setTimeout(() => this.#signal("SIGKILL"), patience);
    await this.ended;
    clearTimeout(timer);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      // Windows knows no signals, and its library refuses them.
      if (process.platform === "win32") this.#pty.kill();
      // A terminal's program leads a group, of which it is all.
      else process.kill(-this.#pty.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  #print(text: string): void {
    this.lastActivity = new Date();
    this.#printed = (this.#printed + text).slice(-kept);
    const message = JSON.stringify(["stdout", text]);
    for (const socket of this.#sizes.keys()) socket.send(message);
    if (!this.#isPaused && this.#backlog() > slow.above) this.#pause();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#pty.pause();
    const timer = setInterval(() => {
      if (this.#backlog() > slow.below) return;
      clearInterval(timer);
      this.#isPaused = false;
      this.#pty.resume();
    }, 20);
  }

  #backlog(): number {
    return Math.max(0, ...[...this.#sizes.keys()].map(({bufferedAmount}) => bufferedAmount));
  }

  #hear(socket: WebSocket, data: Buffer): void {
    if (this.#hasEnded) return;
    const [type, ...rest] = parse(data);
    this.lastActivity = new Date();
    if (type === "stdin") this.#pty.write(textOf(rest[0]));
    if (type !== "set_size") return;
    const [rows, columns] = rest.map(Number);
    if (!isSize(rows) || !isSize(columns)) return;
    this.#sizes.set(socket, {rows, columns});
    this.#resize();
  }

  /** As large as all that look at it can show. */
  #resize(): void {
    const sizes = [...this.#sizes.values()].filter((size) => size !== undefined);
    if (sizes.length === 0) return;
    const rows = Math.min(...sizes.map((size) => size.rows));
    const columns = Math.min(...sizes.map((size) => size.columns));
    this.#pty.resize(columns, rows);
  }
}

function parse(data: Buffer): unknown[] {
  try {
    const value: unknown = JSON.parse(data.toString());
    return Array.isArray(value) ? (value as unknown[]) : [];
  } catch {
    // What is no message is nothing to a terminal.
    return [];
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isSize(value: number | undefined): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 10_000;
}

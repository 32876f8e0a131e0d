import {randomUUID} from "node:crypto";
import {type FileHandle, mkdir, open, stat} from "node:fs/promises";
import {dirname} from "node:path";
import {stuck} from "../disk.ts";
import {withLock} from "./lock.ts";
import {parseLine} from "./parseLine.ts";
import type {JournalRecord} from "./records.ts";
import {Replay, type Study} from "./replay.ts";
import {writeWhole} from "../writeWhole.ts";

/**
 * A journal as Optuna's `JournalFileStorage` reads and writes it: one JSON object a line, appended under
 * its lock and brought to disk before the write counts as done.
 *
 * Records that are written while others are on their way to the disk go together: a thousand short
 * trials do not wait for two thousand disks.
 */
export class Journal {
  readonly path: string;
  readonly #replay = new Replay();
  readonly #writer = `${randomUUID()}-node`;
  readonly #file: FileHandle;
  #size = 0;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens a journal, or makes an empty one. A last line that was cut short, by a process that was killed
   * or a full disk, is taken off.
   *
   * @throws SyntaxError if another line is no JSON
   */
  static async open(path: string): Promise<Journal> {
    await mkdir(dirname(path), {recursive: true});
    const journal = new Journal(path, await open(path, "a+"));
    try {
      await withLock(path, () => journal.#read());
    } catch (error) {
      await journal.#file.close();
      throw error;
    }
    return journal;
  }

  get study(): Study | undefined {
    return this.#replay.study;
  }

  /** The number that the next trial will have in the file. */
  get nextId(): number {
    return this.#replay.nextId;
  }

  idOf(number: number): number {
    return this.#replay.idOf(number);
  }

  /**
   * Adds records; what they say holds at once.
   *
   * @returns settled when they are on the disk
   */
  append(...records: JournalRecord[]): Promise<void> {
    for (const record of records) {
      const {op_code, ...rest} = record;
      this.#waiting.push(JSON.stringify({op_code, worker_id: this.#writer, ...rest}));
      this.#replay.apply(record);
    }
    const before = this.#writing;
    // One write at a time; the next takes all that has come meanwhile.
    return (this.#writing = before ? before.then(() => this.#flush()) : this.#flush());
  }

  async close(): Promise<void> {
    try {
      await this.#writing;
    } finally {
      await this.#file.close();
    }
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = `${this.#waiting.join("\n")}\n`;
    this.#waiting = [];
    await withLock(this.path, async () => {
      await this.#check();
      try {
        await this.#file.appendFile(text);
        await this.#file.datasync();
      } catch (error) {
        await this.#file.truncate(this.#size); // whole lines only
        throw error;
      }
      this.#size += Buffer.byteLength(text);
    });
  }

  /** That the file is the one that was opened, as it was left. */
  async #check(): Promise<void> {
    const [own, there] = await Promise.all([
      this.#file.stat(),
      stat(this.path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      })
    ]);
    if (there === undefined) {
      const {buffer} = await this.#file.read(Buffer.alloc(this.#size), 0, this.#size, 0);
      await writeWhole(this.path, buffer);
      throw stuck(`${this.path} was removed while the sweep ran, and has been put back`);
    }
    if (there.ino !== own.ino) {
      throw stuck(`another file was put at ${this.path} while the sweep ran`);
    }
    if (own.size !== this.#size) {
      throw stuck(
        `nobody else writes to ${this.path} while a sweep is running, ` +
          `but it has ${own.size} bytes where ${this.#size} were written`
      );
    }
  }

  async #read(): Promise<void> {
    const bytes = await this.#file.readFile();
    const end = bytes.lastIndexOf("\n") + 1;
    if (end < bytes.length) await this.#file.truncate(end);
    this.#size = end;
    const lines = bytes.subarray(0, end).toString().split("\n").slice(0, -1);
    lines.forEach((line, i) => {
      if (line.trim() === "") return;
      let record: JournalRecord;
      try {
        record = parseLine(line);
      } catch (cause) {
        throw new SyntaxError(
          `journal: line ${i + 1} of ${this.path} is JSON, but it is ${line.slice(0, 60)}`,
          {cause}
        );
      }
      this.#replay.apply(record);
    });
  }
}

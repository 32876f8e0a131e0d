import {randomBytes} from "node:crypto";
import {access, constants, open, unlink} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {type Notebook, serializeNotebook} from "../../notebook/notebook.ts";
import {fileReason} from "../fileReason.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";

/** Saving may take this part of the time, so that a notebook of large figures does not wait for the disk. */
const share = 0.1;

/** Where an executed notebook ended up, and what went wrong if it is not where it should be. */
export interface Written {
  file: string;
  error?: Error;
}

/** The file of an executed notebook, written again and again while it runs. */
export class ResultFile {
  readonly file: string;
  #next = 0;
  #isWarned = false;

  constructor(file: string) {
    this.file = file;
  }

  /**
   * Finds out before the first cell whether the file can be written, without touching it.
   *
   * @throws Error as the file system gives it
   */
  async check(): Promise<void> {
    const exists = await access(this.file).then(
      () => true,
      () => false
    );
    if (exists) return access(this.file, constants.W_OK);
    const probe = path.join(
      path.dirname(this.file),
      `.~convnotes.${randomBytes(6).toString("hex")}.tmp`
    );
    await (await open(probe, "wx")).close();
    await unlink(probe);
  }

  /** Writes what there is, unless it has just been written; a disk that is full may not stay so. */
  async save(notebook: Notebook, {warn}: {warn: (message: string) => void}): Promise<void> {
    const started = performance.now();
    if (started < this.#next) return;
    try {
      await writeAtomic(this.file, serializeNotebook(notebook));
    } catch (error) {
      if (!this.#isWarned) warn(`cannot write ${this.file} yet (${fileReason(error as Error)})`);
      this.#isWarned = true;
    }
    const ended = performance.now();
    this.#next = ended + (ended - started) / share;
  }

  /** Writes the whole; what cannot be where it should be is put into the folder for temporary files. */
  async finish(notebook: Notebook): Promise<Written> {
    const text = serializeNotebook(notebook);
    try {
      await writeAtomic(this.file, text);
      return {file: this.file};
    } catch (error) {
      const {name} = path.parse(this.file);
      const rescue = path.join(
        tmpdir(),
        `convnotes-${name}-${randomBytes(3).toString("hex")}.ipynb`
      );
      await writeAtomic(rescue, text);
      return {file: rescue, error: error as Error};
    }
  }
}

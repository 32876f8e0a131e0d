import type {SweepProgress, SweepReader} from "@convnotes/sweep";

/** What is kept of so many sweeps, those looked at last. */
const kept = 64;

/** Readers of sweeps, by folder: each reads only what its journal has got since the last time. */
export class Readers {
  readonly #readers = new Map<string, {reader: SweepReader; last: Promise<unknown>}>();

  /** How a sweep goes now. */
  async read(folder: string): Promise<SweepProgress> {
    // The package brings the library along, which takes its time: not before it is needed.
    const {SweepReader} = await import("@convnotes/sweep");
    const known = this.#readers.get(folder) ?? {
      reader: new SweepReader(folder),
      last: Promise.resolve()
    };
    this.#readers.delete(folder);
    this.#readers.set(folder, known);
    for (const oldest of this.#readers.keys()) {
      if (this.#readers.size <= kept) break;
      this.#readers.delete(oldest);
    }
    // One after the other: a reader is at one place of its journal.
    const now = known.last.then(
      () => known.reader.read(),
      () => known.reader.read()
    );
    known.last = now;
    return now;
  }
}

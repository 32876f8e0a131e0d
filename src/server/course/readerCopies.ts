import {mkdir, readdir, readFile, realpath, writeFile} from "node:fs/promises";
import path from "node:path";
import {parseNotebook} from "../../notebook/notebook.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import type {Lecture} from "./lectures.ts";

/** Where the reader's own copies of lectures are, all paths as the file browser has them. */
export class ReaderCopies {
  readonly #rootDir: string;
  /** The folder of the lectures themselves, when the file browser shows it. */
  readonly #lectures: string | undefined;

  /** @param lecturesDir - the folder of the lectures, which may be inside the one that is shown */
  static async open(rootDir: string, lecturesDir: string): Promise<ReaderCopies> {
    const inside = path.relative(rootDir, await realpath(lecturesDir).catch(() => lecturesDir));
    const isShown = !inside.startsWith("..") && !path.isAbsolute(inside);
    return new ReaderCopies(rootDir, isShown ? toPath(inside) : undefined);
  }

  private constructor(rootDir: string, lectures: string | undefined) {
    this.#rootDir = rootDir;
    this.#lectures = lectures;
  }

  /** The folder that copies go to: the one that is shown, but not among the lectures themselves. */
  get folder(): string {
    return this.#lectures === undefined ? "" : joined(this.#lectures, "copies");
  }

  /** The path of the lecture's own notebook; null when the file browser does not show it. */
  placeOf({name}: Lecture): string | null {
    return this.#lectures === undefined ? null : joined(this.#lectures, `${name}.ipynb`);
  }

  /** The copies that there are of a lecture, the first made first. */
  async of({name}: Lecture): Promise<string[]> {
    const files = await readdir(this.#absolute(this.folder)).catch(() => []);
    const numberOf = (file: string): number => {
      const [, number] = /^(?:-Copy(\d+))?\.ipynb$/.exec(file.slice(name.length)) ?? [];
      return Number(number ?? 0);
    };
    return files
      .filter(
        (file) => file.startsWith(name) && /^(-Copy\d+)?\.ipynb$/.test(file.slice(name.length))
      )
      .sort((a, b) => numberOf(a) - numberOf(b))
      .map((file) => joined(this.folder, file));
  }

  /** Makes a copy under a name that is free. */
  async make({name}: Lecture, text: string): Promise<string> {
    await mkdir(this.#absolute(this.folder), {recursive: true});
    for (let number = 0; ; number++) {
      const file = joined(this.folder, `${name}${number === 0 ? "" : `-Copy${number}`}.ipynb`);
      try {
        await writeFile(this.#absolute(file), text, {flag: "wx"});
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  /**
   * Makes a notebook the lecture as it came. What the reader has changed in it is kept as a copy;
   * outputs alone are not.
   *
   * @returns the path of that copy, or null
   */
  async reset(lecture: Lecture, file: string): Promise<string | null> {
    const old = await readFile(this.#absolute(file), "utf8").catch(() => undefined);
    const isTheirs = old !== undefined && withoutOutputs(old) !== withoutOutputs(lecture.original);
    const kept = isTheirs ? await this.make(lecture, old) : null;
    await mkdir(path.dirname(this.#absolute(file)), {recursive: true});
    await writeAtomic(this.#absolute(file), lecture.original);
    return kept;
  }

  #absolute(file: string): string {
    return path.join(this.#rootDir, ...file.split("/"));
  }
}

/** What the reader could have changed in a notebook; all of it when it is none. */
function withoutOutputs(text: string): string {
  try {
    const {cells} = parseNotebook(text);
    return JSON.stringify(cells.map(({cell_type, source}) => [cell_type, source]));
  } catch {
    return text;
  }
}

function toPath(relative: string): string {
  return relative.split(path.sep).join("/");
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

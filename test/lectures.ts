import {spawn} from "node:child_process";
import {mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {type CourseRow, courseRows, type Lecture} from "../src/notebook/course.ts";
import {markdownToNotebook} from "../src/notebook/markdown.ts";
import {type CodeCell, type Notebook, parseNotebook} from "../src/notebook/notebook.ts";

export const folder = fileURLToPath(new URL("../notebooks/", import.meta.url));

export const read = (file: string): string => readFileSync(folder + file, "utf8");

/** The lectures that are there. */
export const lectures: Lecture[] = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .sort()
  .map((file) => ({name: file.slice(0, -3), notebook: markdownToNotebook(read(file))}));

export const rows: CourseRow[] = courseRows(read("course.md"));

/** The rows of the course that a lecture is to compute. */
export function rowsOf({name}: Lecture): string[] {
  return rows.filter(({lecture}) => name.startsWith(lecture)).map(({row}) => row);
}

/** Runs all lectures as a reader would, each on a kernel of its own; the executed ones by name. */
export function runLectures(args: string[]): Promise<Map<string, Notebook>> {
  const names = lectures.map(({name}) => name);
  return runNotebooks(names, args);
}

/** Runs one lecture. */
export async function runLecture(name: string, args: string[]): Promise<Notebook | undefined> {
  return (await runNotebooks([name], args)).get(name);
}

async function runNotebooks(names: string[], args: string[]): Promise<Map<string, Notebook>> {
  const out = mkdtempSync(path.join(tmpdir(), "convnotes-lectures-"));
  const main = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
  const files = names.map((name) => `${folder}${name}.md`);
  try {
    const run = spawn(process.execPath, [main, "run", ...files, ...args, "-o", `${out}/`], {
      stdio: ["ignore", "ignore", "inherit"]
    });
    await new Promise((resolve) => run.once("close", resolve));
    return new Map(
      readdirSync(out).map((file) => [
        path.parse(file).name,
        parseNotebook(readFileSync(path.join(out, file), "utf8"))
      ])
    );
  } finally {
    rmSync(out, {recursive: true, force: true});
  }
}

/** What went wrong in an executed notebook: errors, and cells that were not run to the end. */
export function troubles({cells}: Notebook): string[] {
  return codeCells(cells).flatMap(({outputs, metadata, source}, index) => {
    const errors = outputs.flatMap(({output_type, ename, evalue}) =>
      output_type === "error" ? [`${ename as string}: ${evalue as string}`] : []
    );
    const {status} = metadata.papermill as {status: string};
    const isEmpty = source.trim() === "";
    return [
      ...errors.map((error) => `cell ${index + 1}: ${error}`),
      ...(status === "completed" || isEmpty ? [] : [`cell ${index + 1} is ${status}`])
    ];
  });
}

/** The rows that an executed notebook claims: those that hold, and those that were not checked. */
export function claims({cells}: Notebook): {held: string[]; unchecked: string[]} {
  const text = codeCells(cells)
    .flatMap(({outputs}) => outputs)
    .map(({text}) => (typeof text === "string" ? text : ""))
    .join("");
  const found = (pattern: RegExp): string[] => [
    ...new Set([...text.matchAll(pattern)].map(([, row = ""]) => row))
  ];
  return {
    held: found(/^✓ (\d+\.\d+[a-z]?) /gm),
    unchecked: found(/^– (\d+\.\d+[a-z]?) not checked/gm)
  };
}

function codeCells(cells: Notebook["cells"]): CodeCell[] {
  return cells.filter((cell) => cell.cell_type === "code");
}

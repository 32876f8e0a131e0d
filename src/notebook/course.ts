import {headingOver} from "./headings.ts";
import type {Notebook} from "./notebook.ts";

/** A fact of the course that a lecture is to compute. */
export interface CourseRow {
  /** As in `5.3`. */
  row: string;
  /** What the notes say. */
  notes: string;
  /** Number of the lecture, as in `05`. */
  lecture: string;
}

/** A lecture's source. */
export interface Lecture {
  /** The file's name without its ending, as in `05-pooling`. */
  name: string;
  notebook: Notebook;
}

/**
 * The rows of the course: the tables below the headings of lectures.
 *
 * @param markdown - the content of `notebooks/course.md`
 */
export function courseRows(markdown: string): CourseRow[] {
  let lecture = "";
  return markdown.split("\n").flatMap((line) => {
    lecture = /^## (\d\d) /.exec(line)?.[1] ?? lecture;
    const [, row, notes] = /^\|\s*(\d+\.\d+[a-z]?)\s*\|\s*((?:\\.|[^|\\])*?)\s*\|/.exec(line) ?? [];
    return row === undefined ? [] : [{row, notes: notes ?? "", lecture}];
  });
}

/** The rows that a lecture's code claims, each with the headings over the cells that do. */
export function claimedRows({notebook: {cells}}: Lecture): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const cell of cells) {
    if (cell.cell_type !== "code") continue;
    for (const [, row = ""] of cell.source.matchAll(/\bclaim\(\s*"(\d+\.\d+[a-z]?)"/g)) {
      const heading = headingOver(cells, cell) ?? "";
      const known = rows.get(row) ?? [];
      rows.set(row, known.includes(heading) ? known : [...known, heading]);
    }
  }
  return rows;
}

/**
 * The page that says where each fact of the course is computed: a table of lectures, and one of
 * facts for each lecture that is there.
 */
export function courseIndex(rows: readonly CourseRow[], lectures: readonly Lecture[]): string {
  const sections = lectures.map((lecture) => {
    const claimed = claimedRows(lecture);
    const own = rows.filter((row) => lecture.name.startsWith(row.lecture));
    const lines = own.map(({row, notes}) => {
      const places = (claimed.get(row) ?? []).map((heading) => link(lecture.name, heading));
      return [row, notes === "-" ? "(ours)" : notes, places.join("<br>")];
    });
    const table = markdownTable([["Row", "In the notes", "Where it is computed"], ...lines]);
    return `## ${lecture.name.slice(0, 2)} ${titleOf(lecture)}\n\n${table}`;
  });
  const overview = lectures.map((lecture) => {
    const learn = lecture.notebook.metadata.learn;
    const what = Array.isArray(learn) ? learn.map(String).join("; ") : "";
    return [lecture.name.slice(0, 2), `[${titleOf(lecture)}](${lecture.name}.ipynb)`, what];
  });
  const missing = [...new Set(rows.map(({lecture}) => lecture))].filter(
    (number) => !lectures.some(({name}) => name.startsWith(number))
  );
  const what = missing.length === 1 ? "Lecture" : "Lectures";
  const rest =
    missing.length > 0 &&
    `${what} ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not there yet.`;
  return (
    [
      "# The lectures",
      "Each lecture is written as Markdown (`05-pooling.md`) and generated as a notebook (`05-pooling.ipynb`); " +
        "`npm run lectures` brings notebooks and this page up to date. The facts of the course are those of " +
        "[course.md](course.md); a lecture computes each of them and claims the result, which tests count.",
      markdownTable([["", "Lecture", "What you will learn"], ...overview]),
      ...(rest ? [rest] : []),
      ...sections
    ].join("\n\n") + "\n"
  );
}

function titleOf({name, notebook}: Lecture): string {
  const {title} = notebook.metadata;
  return typeof title === "string" ? title : name;
}

/** A link to a heading of the source, where GitHub makes anchors of them. */
function link(name: string, heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
  return `[${escape(heading)}](${name}.md#${anchor})`;
}

function markdownTable(rows: string[][]): string {
  const [head = [], ...body] = rows;
  const line = (cells: string[]): string => `| ${cells.map(escapeBars).join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...body.map(line)].join("\n");
}

function escapeBars(text: string): string {
  return text.replace(/(?<!\\)\|/g, "\\|");
}

function escape(text: string): string {
  return text.replace(/[[\]]/g, "\\$&");
}

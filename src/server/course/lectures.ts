import {readdir, readFile, stat} from "node:fs/promises";
import path from "node:path";
import {markdownToNotebook} from "../../notebook/markdown.ts";
import {type Notebook, serializeNotebook} from "../../notebook/notebook.ts";

/** A lecture of the course, as it came. */
export interface Lecture {
  /** `05-pooling`: the name of its files. */
  name: string;
  title: string;
  /** What the reader will learn, a few lines. */
  learn: string[];
  /** The text of its notebook, not run. */
  original: string;
}

const sourceName = /^\d{2,3}-[\w.-]+\.md$/;
const read = new Map<string, {modified: number; lecture: Lecture}>();

/**
 * The lectures whose sources, `NN-name.md`, are in a folder, in order. One that cannot be read is
 * passed over.
 *
 * @param onFault - told of those
 */
export async function findLectures(
  folder: string,
  onFault: (file: string, error: unknown) => void = () => {}
): Promise<Lecture[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => sourceName.test(name)).sort();
  const lectures = await Promise.allSettled(files.map((file) => readLecture(folder, file)));
  return lectures.flatMap((result, i) => {
    if (result.status === "fulfilled") return result.value;
    onFault(files[i] ?? "", result.reason);
    return [];
  });
}

async function readLecture(folder: string, name: string): Promise<Lecture> {
  const file = path.join(folder, name);
  const {mtimeMs} = await stat(file);
  const known = read.get(file);
  if (known?.modified === mtimeMs) return known.lecture;
  const notebook = markdownToNotebook(await readFile(file, "utf8"));
  const {title, learn} = notebook.metadata as {title?: unknown; learn?: unknown};
  const lecture = {
    name: name.replace(/\.md$/, ""),
    title: typeof title === "string" ? title : (headingOf(notebook) ?? name),
    learn: Array.isArray(learn) ? learn.map(String) : [],
    original: serializeNotebook(notebook)
  };
  read.set(file, {modified: mtimeMs, lecture});
  return lecture;
}

function headingOf({cells}: Notebook): string | undefined {
  for (const {cell_type, source} of cells) {
    const heading = cell_type === "markdown" && /^# +(.+)$/m.exec(source);
    if (heading) return heading[1];
  }
  return undefined;
}

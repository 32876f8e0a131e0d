import {mkdir, readdir, readFile, stat} from "node:fs/promises";
import path from "node:path";
import {parseArgs} from "node:util";
import type {Notebook} from "../notebook/notebook.ts";
import {courseIndex, type LectureCard} from "../notebook/report/courseIndex.ts";
import {htmlReport} from "../notebook/report/htmlReport.ts";
import {imagesBeside} from "../notebook/report/imagesBeside.ts";
import {runLine} from "../notebook/report/provenance.ts";
import {thumbnailOf} from "../notebook/report/thumbnail.ts";
import {runMetadataOf} from "../notebook/run/metadata.ts";
import {writeAtomic} from "../notebook/writeAtomic.ts";
import {CliError} from "./error.ts";
import {readNotebook} from "./readNotebook.ts";
import {readArguments as readRunArguments} from "./run/arguments.ts";
import {attempt, prepare} from "./run/attempt.ts";
import {stopOnSignals} from "./run/stopOnSignals.ts";

const help = `convnotes reports: all lectures of a folder, run and made into a site of reports

  convnotes reports [FOLDER] [--out FOLDER] [--quick] [--force]

It runs every notebook NN-name.md of the folder (notebooks) and writes a report of each, with a page that
leads to them (dist/reports). A lecture that was run to the end since its source changed is not run again,
so that the command goes on where it was stopped.

  -o, --out FOLDER   where the site is written
  --quick            with the values that the authors give for a quick run
  --force            run all again, as after a change in the library
`;

/** `convnotes reports`: the course as a site. */
export async function reports(args: string[]): Promise<void> {
  const {folder, out, quick, force, wantsHelp} = readArguments(args);
  if (wantsHelp) return void process.stdout.write(help);
  const entries = await readdir(folder).catch(() => {
    throw new CliError(`convnotes reports: there is no folder ${folder}`);
  });
  const names = entries.filter((name) => /^\d\d-.*\.md$/.test(name)).sort();
  if (names.length === 0) {
    throw new CliError(
      `convnotes reports: expected notebooks NN-name.md in ${folder}, but found none`
    );
  }
  await mkdir(path.join(out, "executed"), {recursive: true});
  const stop = stopOnSignals();
  const failures: CliError[] = [];
  const cards: LectureCard[] = [];
  try {
    for (const file of names.map((name) => path.join(folder, name))) {
      const {name} = path.parse(file);
      const executed = path.join(out, "executed", `${name}.ipynb`);
      if (force || !(await isCurrent(file, executed, quick))) {
        const run = [file, "--out", executed, ...(quick ? ["--quick"] : [])];
        const options = {...readRunArguments(run).options, values: {}};
        const {error} = await attempt(await prepare(file, options), options, stop, "");
        if (error) {
          failures.push(error);
          console.error(error.message);
        }
        if (stop.signal.aborted)
          throw error ?? new CliError("convnotes reports: interrupted", {exitCode: 130});
      }
      const notebook = await readNotebook(executed, {command: "reports"});
      cards.push(await writeReport(notebook, {name, file, out}));
    }
  } finally {
    stop.close();
  }
  await writeAtomic(
    path.join(out, "index.html"),
    courseIndex(cards, {title: "Convolutional networks"})
  );
  console.log(path.join(out, "index.html"));
  const [first] = failures;
  if (first) {
    const count = `${failures.length} of ${names.length} lectures`;
    throw new CliError(`convnotes reports: ${count} did not run to the end`, {
      exitCode: first.exitCode
    });
  }
}

/** Whether the notebook was run to the end, in the same way, after its source was last written. */
async function isCurrent(source: string, executed: string, quick: boolean): Promise<boolean> {
  const [before, after] = await Promise.all([stat(source), stat(executed).catch(() => undefined)]);
  if (!after || after.mtimeMs < before.mtimeMs) return false;
  const run = runMetadataOf(JSON.parse(await readFile(executed, "utf8")) as Notebook);
  return run?.status === "completed" && run.quick === quick;
}

async function writeReport(
  notebook: Notebook,
  {name, file, out}: {name: string; file: string; out: string}
): Promise<LectureCard> {
  const html = await htmlReport(notebook, {
    name,
    readImage: imagesBeside(file),
    // Lectures point to each other's notebooks; here to each other's reports.
    linkTo: (href) => href.replace(/^(?:\.\/)?(\d\d-[\w-]+)\.(?:ipynb|md)(?=#|$)/, "$1.html"),
    header: `<a class="course-link" href="index.html">All lectures</a>`
  });
  const href = `${name}.html`;
  await writeAtomic(path.join(out, href), html);
  console.log(path.join(out, href));
  const {title, learn} = notebook.metadata as {title?: unknown; learn?: unknown};
  return {
    href,
    title: `${name.slice(0, 2)} ${typeof title === "string" ? title : name.slice(3)}`,
    learn: Array.isArray(learn) ? learn.map(String) : [],
    run: runLine(notebook),
    thumbnail: thumbnailOf(notebook)
  };
}

function readArguments(args: string[]): {
  folder: string;
  out: string;
  quick: boolean;
  force: boolean;
  wantsHelp: boolean;
} {
  try {
    const {values, positionals} = parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: {type: "string", short: "o", default: path.join("dist", "reports")},
        quick: {type: "boolean", default: false},
        force: {type: "boolean", default: false},
        help: {type: "boolean", short: "h", default: false}
      }
    });
    if (positionals.length > 1)
      throw new RangeError(`expected one folder, but got ${positionals.join(" ")}`);
    const {out, quick, force, help} = values;
    return {folder: positionals[0] ?? "notebooks", out, quick, force, wantsHelp: help};
  } catch (error) {
    const message = `convnotes reports: ${(error as Error).message} (see convnotes reports --help)`;
    throw new CliError(message, {exitCode: 2});
  }
}

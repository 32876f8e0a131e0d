import {mkdir} from "node:fs/promises";
import path from "node:path";
import {parseArgs} from "node:util";
import type {CodeView} from "../notebook/report/cells.ts";
import {type ExportFormat, exporters, exportNotebook} from "../notebook/report/exporters.ts";
import {imagesBeside} from "../notebook/report/imagesBeside.ts";
import {writeAtomic} from "../notebook/writeAtomic.ts";
import {CliError, usageError} from "./error.ts";
import {readNotebook} from "./readNotebook.ts";
import {completed, readArguments as readRunArguments} from "./run/arguments.ts";
import {attempt, prepare} from "./run/attempt.ts";
import {isFolder} from "./run/runPlace.ts";
import {type Stopping, stopOnSignals} from "./run/stopOnSignals.ts";

const help = `convnotes report: an executed notebook as a document

  convnotes report NOTEBOOK... [--to html|pdf|md|ts] [--no-code|--fold-code] [--out FILE|FOLDER]
  convnotes report NOTEBOOK --run [-p NAME=VALUE ...]    execute it first, as convnotes run does

  --to FORMAT      html: one file that opens from disk without a network, its figures alive (the default)
                   pdf: printed by a Chromium, Chrome or Edge of this machine; CONVNOTES_BROWSER names another
                   md: Markdown, with its pictures in a folder beside it
                   ts: a TypeScript program that does what the cells do
  --no-code        leave the code out
  --fold-code      the code behind a click
  -o, --out PLACE  the file to write, or the folder for several
  --run            execute the notebook first; then -p, --params, --quick, --timeout and --allow-errors
                   mean what they mean for convnotes run

Without --out a report is written beside the notebook, or beside the executed one that --run leaves in runs.
It ends with 0 if all is well, 1 if a notebook cannot be read or a report not be made, 2 if it was called the
wrong way, and with the code of convnotes run if the notebook did not run to the end; its report is written
all the same.
`;

interface Options {
  files: string[];
  to: ExportFormat;
  code: CodeView;
  out?: string;
  /** Arguments for `convnotes run`, if the notebook is to be run. */
  run?: string[];
  wantsHelp: boolean;
}

/** `convnotes report`: executed notebooks as documents. */
export async function report(args: string[]): Promise<void> {
  const options = readArguments(args);
  if (options.wantsHelp) return void process.stdout.write(help);
  const {files, out} = options;
  if (files.length > 1 && out !== undefined && !(await isFolder(out))) {
    throw usage(`--out is a folder for several notebooks, but got ${out}`);
  }
  if (!options.run) {
    for (const file of files) await reportOn(file, {...options, source: file});
    return;
  }
  const stop = stopOnSignals();
  let failure: CliError | undefined;
  try {
    for (const file of files) {
      const {executed, error} = await execute(file, options.run, stop);
      // The first is told at the end, and is what the command ends with.
      if (error && failure) console.error(error.message);
      failure ??= error;
      if (executed !== undefined) await reportOn(executed, {...options, source: file});
      if (stop.signal.aborted) break;
    }
  } finally {
    stop.close();
  }
  if (failure) throw failure;
}

/** Runs a notebook as `convnotes run` does; where the executed one is, if there is one. */
async function execute(
  file: string,
  args: string[],
  stop: Stopping
): Promise<{executed?: string; error?: CliError}> {
  const options = await completed(readRunArguments([file, ...args]));
  const prepared = await prepare(file, options);
  if ("error" in prepared) throw prepared.error;
  const {summary, error} = await attempt(prepared, options, stop, "");
  const hasResult = summary.status !== "not started" && summary.result !== "";
  return {...(hasResult && {executed: summary.result}), ...(error && {error})};
}

async function reportOn(
  file: string,
  {to, code, out, source}: Options & {source: string}
): Promise<void> {
  const notebook = await readNotebook(file, {command: "report"});
  const isCode = notebook.cells.some(({cell_type}) => cell_type === "code");
  const hasOutputs = notebook.cells.some(
    (cell) => cell.cell_type === "code" && cell.outputs.length > 0
  );
  if (isCode && !hasOutputs && to !== "ts") {
    console.error(`convnotes report: ${file} has no outputs; --run executes it first`);
  }
  const name = path.parse(source).name;
  const target = await targetOf(file, {to, out, name});
  if (
    path.resolve(target) === path.resolve(source) ||
    path.resolve(target) === path.resolve(file)
  ) {
    throw usage(`--out is another file than the notebook, but got ${target}`);
  }
  let made;
  try {
    made = await exportNotebook(notebook, {to, code, name, readImage: imagesBeside(source)});
  } catch (error) {
    throw new CliError(
      `convnotes report: ${file}: ${(error as Error).message.replace(/^\w+: /, "")}`
    );
  }
  for (const note of made.notes) console.error(`convnotes report: ${file}: ${note}`);
  const folder = path.dirname(target);
  try {
    await mkdir(folder, {recursive: true});
    for (const [place, data] of made.files) {
      await mkdir(path.dirname(path.join(folder, place)), {recursive: true});
      await writeAtomic(path.join(folder, place), data);
    }
    await writeAtomic(target, made.data);
  } catch (error) {
    throw new CliError(`convnotes report: cannot write ${target} (${(error as Error).message})`);
  }
  console.log(target);
}

async function targetOf(
  file: string,
  {to, out, name}: {to: ExportFormat; out?: string; name: string}
): Promise<string> {
  const {extension} = exporters.find(({format}) => format === to)!;
  if (out !== undefined && !(await isFolder(out))) return out;
  // Markdown and TypeScript are also what notebooks are written in: none is written over.
  const ending = to === "md" || to === "ts" ? `.report${extension}` : extension;
  return path.join(out ?? path.dirname(file), name + ending);
}

function readArguments(args: string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: {type: "string", default: "html"},
        out: {type: "string", short: "o"},
        "no-code": {type: "boolean", default: false},
        "fold-code": {type: "boolean", default: false},
        run: {type: "boolean", default: false},
        parameter: {type: "string", short: "p", multiple: true, default: []},
        params: {type: "string"},
        quick: {type: "boolean", default: false},
        timeout: {type: "string"},
        "allow-errors": {type: "boolean", default: false},
        help: {type: "boolean", short: "h", default: false}
      }
    });
  } catch (error) {
    throw usage((error as Error).message);
  }
  const {values, positionals: files} = parsed;
  const wantsHelp = values.help || args.length === 0 || args[0] === "help";
  const to = exporters.find(({format}) => format === values.to)?.format;
  if (to === undefined) throw usage(`--to is html, pdf, md or ts, but got ${values.to}`);
  if (values["no-code"] && values["fold-code"])
    throw usage("expected --no-code or --fold-code, but got both");
  if (!wantsHelp && files.length === 0) throw usage("expected a notebook");
  const forRun = [
    ...values.parameter.flatMap((value) => ["-p", value]),
    ...(values.params === undefined ? [] : ["--params", values.params]),
    ...(values.quick ? ["--quick"] : []),
    ...(values.timeout === undefined ? [] : ["--timeout", values.timeout]),
    ...(values["allow-errors"] ? ["--allow-errors"] : [])
  ];
  if (forRun.length > 0 && !values.run) throw usage(`${forRun[0]} goes with --run`);
  const code = values["no-code"] ? "hide" : values["fold-code"] ? "fold" : "show";
  return {files, to, code, out: values.out, wantsHelp, ...(values.run && {run: forRun})};
}

function usage(message: string): CliError {
  return usageError("report", message);
}

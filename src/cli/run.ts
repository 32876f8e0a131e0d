import path from "node:path";
import {parseArgs} from "node:util";
import type {InstalledKernel} from "../jupyter/kernelspec.ts";
import {headingOver} from "../notebook/headings.ts";
import type {Notebook} from "../notebook/notebook.ts";
import type {RunEnd} from "../notebook/run/executeNotebook.ts";
import {type Injected, injectParameters} from "../notebook/run/inject.ts";
import {CliError} from "./error.ts";
import {readNotebook} from "./readNotebook.ts";
import {cannotWrite, runNotebook} from "./runNotebook.ts";
import {chooseKernel} from "./runOutput/chooseKernel.ts";
import {exitCodeOf, exitCodes} from "./runOutput/exitCodes.ts";
import {plainUnlessTerminal, textOf} from "./runOutput/follow.ts";
import {readAssignments, readParameterFile} from "./runOutput/parameterArguments.ts";
import {lineProgress} from "./runOutput/progress.ts";
import {isFolder, runPlace} from "./runOutput/runFolder.ts";
import {stopOnSignals} from "./runOutput/stopOnSignals.ts";
import {type RunSummary, summaryTable} from "./runOutput/summaryTable.ts";

const help = `convnotes run: execute notebooks from top to bottom

  convnotes run NOTEBOOK... [options]

A notebook is .ipynb, .md or .ts (with // %% markers). It runs on a kernel of its own, in its own
folder. The executed notebook, an .ipynb with outputs, is written while it runs and whatever comes of
it, and its name is printed: runs/<notebook>/<time>-<id>/<notebook>.ipynb, beside it run.json with
parameters, seed, versions, engine, times and how it ended.

  -p, --parameter NAME=VALUE   another value for a parameter; checked against the notebook's cell
                               tagged "parameters", and put into a cell after it; may be repeated
      --params FILE            values from a JSON or YAML file; -p goes before it
      --quick                  the values that the author gives for a quick run; -p and --params go
                               before them
  -o, --out PLACE              the file to write, or a folder for several; no run folder then
      --timeout S              how long each cell may take, in seconds
      --allow-errors           go on after a cell that failed
      --follow                 show what cells print
  -j, --jobs N                 how many notebooks run at once (1)
      --kernel NAME            another kernel than the notebook's

Ctrl-C interrupts the running cell and writes what there is; twice ends it at once.

It ends with
  0    every cell ran
  1    a cell failed
  2    wrong option, unknown parameter or a value that is not allowed
  3    a notebook cannot be read
  4    the kernel did not start, or died
  5    a cell took longer than --timeout
  6    the executed notebook could not be written where it should be
  130  interrupted
and with the code of the first notebook that did not end with 0 when there are several.
`;

interface Options {
  values: Record<string, unknown>;
  quick: boolean;
  out?: string;
  timeout?: number;
  allowErrors: boolean;
  follow: boolean;
  jobs: number;
  kernel?: string;
}

/** `convnotes run`: executes notebooks. */
export async function run(args: string[]): Promise<void> {
  const read = readArguments(args);
  if (read.wantsHelp) return void process.stdout.write(help);
  const {files} = read;
  const options = await completed(read);
  if (files.length > 1 && options.out !== undefined && !(await isFolder(options.out))) {
    throw usage(`--out is a folder for several notebooks, but got ${options.out}`);
  }
  const stop = stopOnSignals();
  try {
    if (files.length === 1) return await runOne(files[0]!, options, stop);
    await runSeveral(files, options, stop);
  } finally {
    stop.close();
  }
}

type Stop = ReturnType<typeof stopOnSignals>;

/** A notebook that is ready to run, or why it is not. */
type Prepared =
  {file: string; injected: Injected; kernel: InstalledKernel} | {file: string; error: CliError};

/** How the run of a notebook ended: a line for the table, and what went wrong. */
interface Result {
  summary: RunSummary;
  error?: CliError;
}

/**
 * Reads a notebook and gives its parameters their values, before anything runs.
 *
 * @throws CliError if a parameter is wrong: that is a slip in the command, of which nothing is run
 */
async function prepare(file: string, {values, quick, kernel: name}: Options): Promise<Prepared> {
  try {
    const source = await readNotebook(file, {command: "run", exitCode: exitCodes.read});
    const injected = inFile(file, exitCodes.usage, () => injectParameters(source, {values, quick}));
    const kernel = inFile(file, exitCodes.kernel, () => chooseKernel(source, name));
    return {file, injected, kernel};
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode === exitCodes.usage) throw error;
    return {file, error};
  }
}

async function runOne(file: string, options: Options, stop: Stop): Promise<void> {
  const {error} = await attempt(await prepare(file, options), options, stop, "");
  if (error) throw error;
}

/** Runs as many at once as there are jobs, and tells of all of them at the end. */
async function runSeveral(files: string[], options: Options, stop: Stop): Promise<void> {
  const prepared = await Promise.all(files.map((file) => prepare(file, options)));
  const names = files.map((file) => path.parse(file).name);
  const width = Math.max(...names.map(({length}) => length));
  const results: Result[] = [];
  const waiting = [...prepared.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, notebook] = next;
      const prefix = options.jobs > 1 ? `${names[index]!.padEnd(width)}  ` : "";
      const result = await attempt(notebook, options, stop, prefix);
      if (result.error) console.error(result.error.message);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({length: Math.min(options.jobs, files.length)}, work));
  console.error(`\n${summaryTable(results.map(({summary}) => summary))}`);
  const failed = results.filter(({error}) => error);
  const [first] = failed;
  if (!first) return;
  const count = `${failed.length} of ${files.length} notebooks`;
  throw new CliError(`convnotes run: ${count} did not run to the end without errors`, {
    exitCode: first.error!.exitCode
  });
}

/** Runs a notebook and says how that ended, without throwing for what a reader can do wrong. */
async function attempt(
  prepared: Prepared,
  options: Options,
  stop: Stop,
  prefix: string
): Promise<Result> {
  const {file} = prepared;
  const summary: RunSummary = {file, status: "not started", cells: [0, 0], duration: 0, result: ""};
  try {
    if ("error" in prepared) throw prepared.error;
    if (stop.signal.aborted) {
      throw new CliError(`convnotes run: ${file}: interrupted`, {exitCode: stop.exitCode});
    }
    return {summary, error: await runFile(prepared, options, stop, {prefix, summary})};
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    summary.result = error.message.replace("convnotes run: ", "");
    return {summary, error};
  }
}

async function runFile(
  {file, injected, kernel}: Exclude<Prepared, {error: CliError}>,
  {quick, out, timeout, allowErrors, follow}: Options,
  stop: Stop,
  {prefix, summary}: {prefix: string; summary: RunSummary}
): Promise<CliError | undefined> {
  const place = await runPlace(file, {out}).catch((error: Error) => {
    throw cannotWrite(out ?? "runs", error);
  });
  const progress = lineProgress(injected.notebook, {prefix});
  const code = injected.notebook.cells.filter(({cell_type}) => cell_type === "code").length;
  summary.cells = [0, code];
  const given = Object.entries(injected.given).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}`
  );
  const count = `${code} ${code === 1 ? "cell" : "cells"} on ${kernel.name}`;
  console.error(`${prefix}${file}: ${[count, ...given].join(", ")}`);
  const {end, written, notebook, duration} = await runNotebook({
    file,
    place,
    injected,
    kernel,
    quick,
    timeout,
    allowErrors,
    signal: stop.signal,
    kill: stop.kill,
    onStart: (cell, index) => progress.start(cell, index),
    onEnd: (cell, index, cellEnd) => {
      summary.cells[0]++;
      progress.end(cell, index, cellEnd);
    },
    onOutput: (_, message) => {
      if (follow) progress.text(plainUnlessTerminal(textOf(message), process.stdout));
    },
    warn: (message) => console.error(`${prefix}convnotes run: ${message}`)
  }).finally(() => progress.close());
  Object.assign(summary, {status: end.status, duration, result: written.file});
  console.log(written.file);
  const failure = errorOf(file, notebook, end, stop);
  if (!written.error) return failure;
  if (failure) console.error(failure.message);
  const {message} = cannotWrite(place.notebook, written.error);
  return new CliError(`${message}; it is in ${written.file}`, {exitCode: exitCodes.write});
}

/** One line on what a run came to grief with, after what the cell itself had to say. */
function errorOf(
  file: string,
  {cells}: Notebook,
  {status, cell, index = 0, error}: RunEnd,
  stop: Stop
): CliError | undefined {
  if (status === "completed") return undefined;
  const code = cells.filter(({cell_type}) => cell_type === "code");
  const heading = cell && headingOver(cells, cell);
  const place = `cell ${index + 1} of ${code.length}${heading === undefined ? "" : ` (under “${heading}”)`}`;
  if (status === "interrupted") {
    return new CliError(`convnotes run: ${file}: interrupted in ${place}`, {
      exitCode: stop.exitCode
    });
  }
  if (error && status !== "timeout") {
    console.error(plainUnlessTerminal(error.traceback.join("\n"), process.stderr));
  }
  const words = {failed: "failed", died: "took the kernel with it", timeout: "timed out"};
  const reason = error ? `: ${error.ename}: ${error.evalue.split("\n")[0]}` : "";
  const message = `convnotes run: ${file}: ${place} ${words[status]}${reason}`;
  return new CliError(message, {exitCode: exitCodeOf(status)});
}

function inFile<T>(file: string, exitCode: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CliError(`convnotes run: ${file}: ${(error as Error).message}`, {exitCode});
  }
}

interface Arguments {
  files: string[];
  wantsHelp: boolean;
  assignments: Record<string, string>;
  params?: string;
  options: Omit<Options, "values">;
}

/** The options, with the values of the parameter file. */
async function completed({assignments, params, options}: Arguments): Promise<Options> {
  if (params === undefined) return {...options, values: assignments};
  try {
    return {...options, values: {...(await readParameterFile(params)), ...assignments}};
  } catch (error) {
    throw usage(`--params: ${(error as Error).message}`);
  }
}

function readArguments(args: string[]): Arguments {
  try {
    const {values, positionals} = parseArgs({
      args,
      allowPositionals: true,
      options: {
        parameter: {type: "string", short: "p", multiple: true, default: []},
        params: {type: "string"},
        quick: {type: "boolean", default: false},
        out: {type: "string", short: "o"},
        timeout: {type: "string"},
        "allow-errors": {type: "boolean", default: false},
        follow: {type: "boolean", default: false},
        jobs: {type: "string", short: "j", default: "1"},
        kernel: {type: "string"},
        help: {type: "boolean", short: "h", default: false}
      }
    });
    const {parameter, params, quick, out, timeout, follow, jobs, kernel, help} = values;
    const wantsHelp = help || args.length === 0 || args[0] === "help";
    if (!wantsHelp && positionals.length === 0) throw new RangeError("expected a notebook");
    const seconds = timeout === undefined ? undefined : Number(timeout);
    if (seconds !== undefined && !(seconds > 0)) {
      throw new RangeError(`--timeout is a number of seconds above 0, but got ${timeout}`);
    }
    if (!(Number.isInteger(Number(jobs)) && Number(jobs) > 0)) {
      throw new RangeError(`--jobs is a whole number above 0, but got ${jobs}`);
    }
    if (out !== undefined && /\.(md|ts)$/i.test(out)) {
      throw new RangeError(`--out is an .ipynb, which can hold outputs, but got ${out}`);
    }
    return {
      files: positionals,
      wantsHelp,
      assignments: readAssignments(parameter),
      params,
      options: {
        quick,
        out,
        timeout: seconds,
        allowErrors: values["allow-errors"],
        follow,
        jobs: Number(jobs),
        kernel
      }
    };
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function usage(message: string): CliError {
  const exitCode = exitCodes.usage;
  return new CliError(`convnotes run: ${message} (see convnotes run --help)`, {exitCode});
}

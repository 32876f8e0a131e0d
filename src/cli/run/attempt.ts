import {headingOver} from "../../notebook/headings.ts";
import type {InstalledKernel} from "../../jupyter/kernelspec.ts";
import type {Notebook} from "../../notebook/notebook.ts";
import type {RunEnd} from "../../notebook/run/executeNotebook.ts";
import {type Injected, injectParameters} from "../../notebook/run/inject.ts";
import {CliError} from "../error.ts";
import {readNotebook} from "../readNotebook.ts";
import type {Options} from "./arguments.ts";
import {chooseKernel} from "./chooseKernel.ts";
import {exitCodeOf, exitCodes} from "./exitCodes.ts";
import {plainUnlessTerminal, textOf} from "./follow.ts";
import {lineProgress} from "./progress.ts";
import {cannotWrite, runNotebook} from "./runNotebook.ts";
import {runPlace} from "./runPlace.ts";
import type {Stopping} from "./stopOnSignals.ts";
import type {RunSummary} from "./summaryTable.ts";

/** A notebook that is ready to run, or why it is not. */
export type Prepared =
  {file: string; injected: Injected; kernel: InstalledKernel} | {file: string; error: CliError};

/** How the run of a notebook ended: a line for the table, and what went wrong. */
export interface Result {
  summary: RunSummary;
  error?: CliError;
}

/**
 * Reads a notebook and gives its parameters their values, before anything runs.
 *
 * @throws CliError if a parameter is wrong: that is a slip in the command, of which nothing is run
 */
export async function prepare(
  file: string,
  {values, quick, kernel: name}: Options
): Promise<Prepared> {
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

/** Runs a notebook and says how that ended, without throwing for what a reader can do wrong. */
export async function attempt(
  prepared: Prepared,
  options: Options,
  stop: Stopping,
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
  stop: Stopping,
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
  stop: Stopping
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

/** Says of which file it is that something went wrong. */
export function inFile<T>(file: string, exitCode: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CliError(`convnotes run: ${file}: ${(error as Error).message}`, {exitCode});
  }
}

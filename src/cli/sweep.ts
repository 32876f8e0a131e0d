import {mkdir} from "node:fs/promises";
import path from "node:path";
import {
  bestTrial,
  readSpace,
  type SpaceSpec,
  sweep as runSweep,
  type TrialRecord
} from "@convnotes/sweep";
import type {Notebook} from "../notebook/notebook.ts";
import {parametersOf} from "../notebook/run/inject.ts";
import {CliError} from "./error.ts";
import {fileReason} from "./fileReason.ts";
import {readNotebook} from "./readNotebook.ts";
import {chooseKernel} from "./run/chooseKernel.ts";
import {exitCodes} from "./run/exitCodes.ts";
import {readParameterFile} from "./run/parameterArguments.ts";
import {runPlace} from "./run/runPlace.ts";
import {stopOnSignals} from "./run/stopOnSignals.ts";
import {help, readArguments, type SweepArguments, usage} from "./sweep/arguments.ts";
import {hashOf, resumed, type SweepCommand, writeCommand} from "./sweep/command.ts";
import type {NotebookWork} from "./sweep/notebookObjective.ts";
import {notebookSpace} from "./sweep/notebookSpace.ts";
import {objectiveUrl} from "./sweep/notebookWork.ts";
import {bestTable, painted, trialLine} from "./sweep/trialTable.ts";

/** `convnotes sweep`: tries hyperparameters of a notebook. */
export async function sweep(given: string[]): Promise<void> {
  const read = readArguments(given);
  if (read.wantsHelp) return void process.stdout.write(help);
  const before = read.resume === undefined ? undefined : await resumed(read.resume, read);
  const args = before?.args ?? read;
  const file = args.file!;
  const notebook = await readNotebook(file, {command: "sweep", exitCode: exitCodes.read});
  const hash = hashOf(notebook);
  if (before && before.command.source_sha256 !== hash) {
    throw new CliError(
      `convnotes sweep: ${file} is not what it was when the sweep in ${read.resume} was begun`,
      {exitCode: exitCodes.read}
    );
  }
  const space = before?.command.space ?? (await spaceFor(args, notebook));
  const stop = stopOnSignals();
  try {
    asUsage(() => chooseKernel(notebook, args.kernel)); // that there is one
    const folder = await folderFor(file, args);
    const {trials = null, timeout, retries, quick, monitor} = args;
    const command: SweepCommand = {
      notebook: path.resolve(file),
      source_sha256: hash,
      space,
      ...{monitor, trials, retries, quick},
      timeout: timeout === Infinity ? null : timeout,
      kernel: args.kernel ?? null
    };
    await writeCommand(folder, command).catch((error: Error) => {
      throw cannotWrite(folder, error);
    });
    console.error(`${file}: ${Object.keys(space).join(", ")} for ${monitor}, in ${folder}`);
    const {sampler, pruner, direction, seed, jobs, threads, redis} = args;
    const {notebook: absolute, source_sha256, kernel} = command;
    const data: NotebookWork = {notebook: absolute, source_sha256, monitor, quick, kernel};
    const result = await runSweep({
      ...{space, sampler, pruner, direction, seed, threads, retries, timeout, folder, data},
      objective: {module: objectiveUrl},
      ...(jobs !== undefined && {jobs}),
      ...(redis !== undefined && {redis}),
      ...(args.tensorboard !== undefined && {tensorboard: args.tensorboard}),
      ...(args.trials !== undefined && {trials: args.trials}),
      name: path.parse(file).name,
      signal: stop.signal,
      onChange: lines(direction)
    }).catch((error: Error) => {
      if (error instanceof RangeError || error instanceof TypeError) throw usage(error.message);
      throw error.name === "DiskError" ? cannotGoOn(error, folder) : error;
    });
    console.error(`\n${bestTable(result)}`);
    console.log(folder);
    if (result.stopped) {
      throw new CliError(`convnotes sweep: stopped; convnotes sweep --resume ${folder} goes on`, {
        exitCode: stop.exitCode
      });
    }
    if (!result.best) {
      throw new CliError("convnotes sweep: no trial came to a value", {exitCode: exitCodes.failed});
    }
  } finally {
    stop.close();
  }
}

/** Prints a line for each trial that has ended. */
function lines(direction: "maximize" | "minimize"): (trial: TrialRecord) => void {
  const ended: TrialRecord[] = [];
  return (trial) => {
    if (trial.state === "running" || trial.state === "waiting") return;
    ended.push(trial);
    const isBest = bestTrial(ended, direction) === trial && ended.length > 1;
    const {isTTY} = process.stderr;
    const line = painted(trialLine(trial, {width: 4, isBest}), trial.state, isTTY);
    console.error(isTTY ? `\r\x1b[2K${line}` : line);
  };
}

/** The disk is at fault, not a trial. */
function cannotGoOn({message, ...error}: Error, folder: string): CliError {
  const {isBegun} = error as {isBegun?: boolean};
  const next = isBegun ? `: convnotes sweep --resume ${folder}` : "";
  return new CliError(`convnotes ${message}${next}`, {exitCode: exitCodes.write});
}

async function folderFor(file: string, {out}: SweepArguments): Promise<string> {
  try {
    if (out === undefined) return path.resolve((await runPlace(file)).folder!);
    await mkdir(out, {recursive: true});
    return path.resolve(out);
  } catch (error) {
    throw cannotWrite(out ?? "runs", error as Error);
  }
}

const cannotWrite = (place: string, error: Error): CliError =>
  new CliError(`convnotes sweep: cannot write ${place} (${fileReason(error)})`, {
    exitCode: exitCodes.write
  });

/** What is tried: from the command line, a file, or the notebook itself. */
async function spaceFor(
  {parameters: texts, space: file}: SweepArguments,
  notebook: Notebook
): Promise<SpaceSpec> {
  const fromFile =
    file === undefined
      ? {}
      : ((await readParameterFile(file).catch((error: Error) => {
          throw usage(`--space: ${error.message}`);
        })) as SpaceSpec);
  return asUsage(() =>
    notebookSpace(notebook, {...fromFile, ...readSpace(texts, parametersOf(notebook))})
  );
}

function asUsage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw usage((error as Error).message);
  }
}

import path from "node:path";
import {parametersOf} from "../notebook/run/inject.ts";
import {CliError} from "./error.ts";
import {readNotebook} from "./readNotebook.ts";
import {completed, help, type Options, readArguments, usage} from "./run/arguments.ts";
import {attempt, inFile, prepare, type Result} from "./run/attempt.ts";
import {exitCodes} from "./run/exitCodes.ts";
import {parameterTable} from "./run/parameterTable.ts";
import {isFolder} from "./run/runPlace.ts";
import {stopOnSignals, type Stopping} from "./run/stopOnSignals.ts";
import {summaryTable} from "./run/summaryTable.ts";

/** `convnotes run`: executes notebooks. */
export async function run(args: string[]): Promise<void> {
  const read = readArguments(args);
  if (read.wantsHelp) return void process.stdout.write(help);
  const {files} = read;
  const options = await completed(read);
  if (files.length > 1 && options.out !== undefined && !(await isFolder(options.out))) {
    throw usage(`--out is a folder for several notebooks, but got ${options.out}`);
  }
  if (options.listParameters) return listParameters(files);
  const stop = stopOnSignals();
  try {
    if (files.length === 1) return await runOne(files[0]!, options, stop);
    await runSeveral(files, options, stop);
  } finally {
    stop.close();
  }
}

async function listParameters(files: string[]): Promise<void> {
  for (const file of files) {
    const notebook = await readNotebook(file, {command: "run", exitCode: exitCodes.read});
    const parameters = inFile(file, exitCodes.usage, () => parametersOf(notebook));
    const none = parameters.length === 0 ? " has no parameters" : "";
    console.log([`${file}${none}`, parameterTable(parameters)].filter(Boolean).join("\n"));
  }
}

async function runOne(file: string, options: Options, stop: Stopping): Promise<void> {
  const {error} = await attempt(await prepare(file, options), options, stop, "");
  if (error) throw error;
}

/** Runs as many at once as there are jobs, and tells of all of them at the end. */
async function runSeveral(files: string[], options: Options, stop: Stopping): Promise<void> {
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

import {parseArgs} from "node:util";
import {type CliError, usageError} from "../error.ts";
import {readAssignments, readParameterFile} from "./parameterArguments.ts";

export const help = `convnotes run: execute notebooks from top to bottom

  convnotes run NOTEBOOK... [options]

A notebook is .ipynb, .md or .ts (with // %% markers). It runs on a kernel of its own, in its own
folder. The executed notebook, an .ipynb with outputs, is written while it runs and whatever comes of
it, and its name is printed: runs/<notebook>/<time>-<id>/<notebook>.ipynb, beside it run.json with
parameters, seed, versions, engine, commit, times and how it ended, metrics.jsonl and checkpoints/.

  -p, --parameter NAME=VALUE   another value for a parameter; checked against the notebook's cell
                               tagged "parameters", and put into a cell after it; may be repeated
      --params FILE            values from a JSON or YAML file; -p goes before it
      --list-parameters        show the parameters, with what they may be, and run nothing
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
  130  interrupted by Ctrl-C (143 by SIGTERM, 129 when the terminal was closed)
and with the code of the first notebook that did not end with 0 when there are several.
`;

/** How notebooks are to be run. */
export interface Options {
  /** Values of parameters by name, as text or as a file has them. */
  values: Record<string, unknown>;
  quick: boolean;
  /** Whether the parameters are only to be shown. */
  listParameters: boolean;
  out?: string;
  timeout?: number;
  allowErrors: boolean;
  follow: boolean;
  jobs: number;
  kernel?: string;
}

export interface Arguments {
  files: string[];
  wantsHelp: boolean;
  assignments: Record<string, string>;
  params?: string;
  options: Omit<Options, "values">;
}

/** The options, with the values of the parameter file. */
export async function completed({assignments, params, options}: Arguments): Promise<Options> {
  if (params === undefined) return {...options, values: assignments};
  try {
    return {...options, values: {...(await readParameterFile(params)), ...assignments}};
  } catch (error) {
    throw usage(`--params: ${(error as Error).message}`);
  }
}

/** Reads the command line. */
export function readArguments(args: string[]): Arguments {
  try {
    const {values, positionals} = parseArgs({
      args,
      allowPositionals: true,
      options: {
        parameter: {type: "string", short: "p", multiple: true, default: []},
        params: {type: "string"},
        "list-parameters": {type: "boolean", default: false},
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
        listParameters: values["list-parameters"],
        out,
        timeout: seconds,
        allowErrors: values["allow-errors"],
        follow,
        jobs: Number(jobs),
        kernel
      }
    };
  } catch (error) {
    // Node adds advice on file names that start with a dash.
    throw usage((error as Error).message.split(". To specify")[0]!);
  }
}

/** A slip on the command line. */
export function usage(message: string): CliError {
  return usageError("run", message);
}

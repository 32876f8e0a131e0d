import {availableParallelism} from "node:os";
import {parseArgs} from "node:util";
import type {PrunerChoice, SamplerChoice} from "@convnotes/sweep";
import {type CliError, usageError} from "../error.ts";
import {directionOf} from "./directionOf.ts";

export const help = `convnotes sweep: try hyperparameters of a notebook, and keep what comes of each

  convnotes sweep NOTEBOOK [-p NAME=SPACE ...] [options]
  convnotes sweep --resume FOLDER [options]

Every trial is a run of the notebook on a kernel of its own, with other values in the cell tagged
"parameters". The notebook says how good it was by the number that --monitor names: fit reports
loss, accuracy, val_loss and val_accuracy after each epoch by itself, and anything else is reported by

  import {report} from "@convnotes/cnn";
  await report({valAccuracy: 0.97});

Each time the number is reported is a step, which --pruner compares with other trials; the last is the
trial's value.

  -p, --parameter NAME=SPACE   what to try, may be repeated: log:1e-4:1e-1, float:0:0.5[:STEP],
                               int:1:9[:STEP], logint:1:512, 8,16,32, or one value for all trials;
                               NAME alone takes the range or choices of the notebook's @param
      --space FILE             the same from a JSON or YAML file: NAME: [8, 16] or
                               NAME: {type: log, min: 1e-4, max: 0.1}; -p goes before it
                               without either: every parameter that the notebook gives a range
  -n, --trials N               how many (20; of a grid all)
  -j, --jobs N                 how many at once (${availableParallelism()} here); the trials are the same with any number
      --sampler NAME           tpe, random or grid (tpe)
      --pruner NAME            none, median or asha (none): end trials that are behind others
      --monitor NAME           the number that says how good a trial is (val_accuracy)
      --direction WORD         maximize or minimize; minimize for names that end in loss or error
      --seed N                 draws what is tried (1)
      --threads N              on which a trial computes (1)
      --timeout S              how long a trial may take, in seconds; one that is late is run again
      --retries N              how often a trial whose kernel died or was late is run again (2)
      --redis URL              run trials on all machines on which convnotes worker asks this Redis server
                               for work (redis://[:PASSWORD@]HOST[:PORT]; or in CONVNOTES_REDIS)
      --tensorboard FOLDER     TensorBoard's event files too: numbers by step, and parameters (HParams)
      --quick                  the author's quick values for what is not tried
      --kernel NAME            another kernel than the notebook's
  -o, --out FOLDER             where the sweep is kept (runs/<notebook>/<time>-<id>)
      --resume FOLDER          go on with a sweep, inside the trials that were interrupted

The folder holds journal.log, which Optuna and Optuna Dashboard open, sweep.json, and for each trial
trials/<number>/: the executed notebook, run.json, metrics.jsonl, checkpoints/. Its name is printed.

Ctrl-C stops the sweep; --resume goes on with it. It ends with
  0    the sweep is complete, whatever became of single trials
  1    no trial came to a value
  2    wrong option, or a space that cannot be
  3    the notebook or the sweep cannot be read
  6    the folder cannot be written, as on a full disk; --resume goes on when there is room
  130  interrupted by Ctrl-C
`;

export interface SweepArguments {
  file?: string;
  wantsHelp: boolean;
  parameters: string[];
  space?: string;
  trials?: number;
  /** As many as `sweep` takes by itself unless given. */
  jobs?: number;
  redis?: string;
  tensorboard?: string;
  sampler: SamplerChoice;
  pruner: PrunerChoice;
  monitor: string;
  direction: "maximize" | "minimize";
  seed: number;
  threads: number;
  timeout: number;
  retries: number;
  quick: boolean;
  kernel?: string;
  out?: string;
  resume?: string;
}

/** Reads the command line. */
export function readArguments(args: string[]): SweepArguments {
  try {
    const {values, positionals} = parseArgs({
      args,
      allowPositionals: true,
      options: {
        parameter: {type: "string", short: "p", multiple: true, default: []},
        space: {type: "string"},
        trials: {type: "string", short: "n"},
        jobs: {type: "string", short: "j"},
        redis: {type: "string"},
        tensorboard: {type: "string"},
        sampler: {type: "string", default: "tpe"},
        pruner: {type: "string", default: "none"},
        monitor: {type: "string", default: "val_accuracy"},
        direction: {type: "string"},
        seed: {type: "string", default: "1"},
        threads: {type: "string", default: "1"},
        timeout: {type: "string"},
        retries: {type: "string", default: "2"},
        quick: {type: "boolean", default: false},
        kernel: {type: "string"},
        out: {type: "string", short: "o"},
        resume: {type: "string"},
        help: {type: "boolean", short: "h", default: false}
      }
    });
    const {parameter, trials, timeout, monitor, help, resume, out} = values;
    const wantsHelp = help || args.length === 0 || args[0] === "help";
    if (!wantsHelp && positionals.length !== (resume === undefined ? 1 : 0)) {
      const expected = resume === undefined ? "one notebook" : "no notebook beside --resume";
      throw new RangeError(`expected ${expected}, but got ${positionals.join(" ") || "none"}`);
    }
    if (resume !== undefined && out !== undefined) {
      throw new RangeError("--resume names the folder, so there is no --out");
    }
    const number = (name: string, text: string): number => {
      if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
      throw new RangeError(`--${name} is a number, but got ${text}`);
    };
    return {
      file: positionals[0],
      wantsHelp,
      parameters: parameter,
      space: values.space,
      ...(trials !== undefined && {trials: number("trials", trials)}),
      ...(values.jobs !== undefined && {jobs: number("jobs", values.jobs)}),
      redis: values.redis ?? (process.env.CONVNOTES_REDIS || undefined),
      tensorboard: values.tensorboard,
      sampler: values.sampler as SamplerChoice,
      pruner: values.pruner as PrunerChoice,
      monitor,
      direction: (values.direction ?? directionOf(monitor)) as "maximize",
      seed: number("seed", values.seed),
      threads: number("threads", values.threads),
      timeout: timeout === undefined ? Infinity : number("timeout", timeout),
      retries: number("retries", values.retries),
      quick: values.quick,
      kernel: values.kernel,
      out,
      resume
    };
  } catch (error) {
    // Node adds advice on file names that start with a dash.
    throw usage((error as Error).message.split(". To specify")[0]!);
  }
}

/** A slip on the command line. */
export function usage(message: string): CliError {
  return usageError("sweep", message);
}

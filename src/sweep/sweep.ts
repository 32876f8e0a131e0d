import {randomBytes, randomUUID} from "node:crypto";
import {availableParallelism} from "node:os";
import {join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {conduct} from "./conduct.ts";
import {asDiskError} from "./disk.ts";
import {type Plan, readPlan, type Work} from "./live/plan.ts";
import {toPortable} from "./objective/portable.ts";
import {
  makePruner,
  makeSampler,
  type PrunerChoice,
  type SamplerChoice,
  type SweepSettings
} from "./settings.ts";
import type {Runner} from "./runner.ts";
import {type SpaceSpec, toSpace} from "./space.ts";
import type {Objective} from "./trial.ts";
import type {Sweep} from "./result.ts";
import type {Direction, TrialRecord} from "./trials.ts";
import {defaultLag} from "./visible.ts";
import {notebookWork, type NotebookSweep} from "./notebookWork.ts";
import {inProcessRunner} from "./worker/inProcessRunner.ts";
import {runnerFor} from "./worker/runnerFor.ts";
import {showSweep, type SweepView, viewsOf} from "./show.ts";

/** A function that another process imports from a file. */
export interface ObjectiveModule {
  /** The file, from the working directory. */
  module: string;
  /** The name of the function; defaults to `"default"`. */
  export?: string;
}

export interface SweepOptions {
  /** What is tried; defaults to what the `notebook`, if it is one that is run, gives a range. */
  space?: SpaceSpec;
  /**
   * What a trial does. A function of a notebook takes what it uses of other cells with it, in so far as
   * that is plain data, a function or of the library; a function of a program imports what it needs
   * inside, or is named by its module. Not needed where a `runner` has its own.
   */
  objective?: Objective | ObjectiveModule;
  /**
   * A notebook that every trial runs instead of an objective, from the working directory: on a kernel of
   * its own, with the trial's parameters in place of its own, as `convnotes sweep` does.
   */
  notebook?: string;
  /** With `notebook`: the number that is a trial's value, by the name that it reports it under; defaults to `"val_accuracy"`. */
  monitor?: string;
  /** With `notebook`: gives what is not tried the author's quick values; defaults to false. */
  quick?: boolean;
  /** With `notebook`: another kernel than its own. */
  kernel?: string;
  /** Who says what to try next; defaults to `"tpe"`. */
  sampler?: SamplerChoice;
  /** What ends trials early; defaults to `"none"`. */
  pruner?: PrunerChoice;
  /** Whether more of the objective is better, or less; defaults to `"maximize"`. */
  direction?: Direction;
  /** How many trials there are in the end, those of a folder that is gone on with too; defaults to 20, of a grid to all. */
  trials?: number;
  /** Trials that run at once; defaults to the processors, with `redis` to lag + 1. Changes nothing but the time. */
  jobs?: number;
  /** Draws what is tried; defaults to 1. */
  seed?: number;
  /** Trial n knows the trials before n − lag, so at most lag + 1 run at once; defaults to 7. */
  lag?: number;
  /** Threads that a trial computes on; defaults to 1. */
  threads?: number;
  /**
   * Where the sweep is kept; a sweep that is there is gone on with. Defaults to a new
   * folder of the run that this is part of, else below `runs/`.
   */
  folder?: string;
  /** A folder where event files for TensorBoard are written too: numbers by steps, and HParams. */
  tensorboard?: string;
  /** What it is called; defaults to `"sweep"`. */
  name?: string;
  /** What every trial finds at `trial.data`. */
  data?: unknown;
  /** How long a trial may take, in s; without limit unless given. */
  timeout?: number;
  /** How long a trial may block its event loop, in s, before it is taken for stuck; defaults to 300. */
  stuckAfter?: number;
  /** How often a trial whose process was lost is run again; defaults to 2. */
  retries?: number;
  /** Gives every trial a process of its own; by default one that a trial ended cleanly in takes the next. */
  freshProcesses?: boolean;
  /** Runs trials one by one in this process, where nothing stops one that is stuck; defaults to false. */
  inProcess?: boolean;
  /**
   * The address of a Redis server, `redis://[:PASSWORD@]HOST[:PORT]`: trials then run on all machines on
   * which `convnotes worker` asks it for work, with the same results as here.
   */
  redis?: string;
  /** Runs trials elsewhere than in processes of this machine. */
  runner?: Runner;
  /** Stops the sweep when aborted, as the notebook's stop button does too; it can be gone on with. */
  signal?: AbortSignal;
  /**
   * What a notebook shows while the sweep runs, besides its progress: any of `"history"`,
   * `"intermediate"` (values by step, where trials were ended early too), `"parallel"`, `"importance"`,
   * `"slice"`, `"timeline"` and `"table"`; defaults to the first four. A terminal shows progress alone.
   */
  figures?: readonly SweepView[];
  /** Shows nothing; defaults to false. */
  quiet?: boolean;
  /** Told when a trial has begun, reported, or ended. */
  onChange?: (trial: TrialRecord) => void;
}

/**
 * Tries hyperparameters: runs an objective with one choice of parameters after another, and keeps what
 * comes of each.
 *
 * The same sweep, by space, sampler, pruner, seed and lag, has the same trials on one process and on
 * many. All that happens is in a journal that Optuna reads; killed at any moment, the sweep goes on from
 * there when it is called again with its folder, inside the trials that were interrupted.
 *
 * @returns all trials and the best of them; trials that failed are among them and stop nothing
 * @throws RangeError if an option is out of range, or the folder is of another sweep
 * @throws TypeError if the objective cannot go to another process
 * @throws Error if the folder cannot be written to, as on a full disk; what there is stays, and the sweep
 *   can be gone on with
 *
 * @example
 * ```ts
 * const {best} = await sweep({
 *   space: {x: {type: "float", min: -1, max: 1}},
 *   objective: ({parameters}) => 1 - (parameters.x as number) ** 2,
 *   trials: 40
 * });
 * best.value; // nearly 1
 * ```
 */
export async function sweep(options: SweepOptions): Promise<Sweep> {
  const own = await notebookOf(options);
  const {
    name = own?.name ?? "sweep",
    seed = 1,
    lag = defaultLag,
    threads = 1,
    retries = 2
  } = options;
  const {redis} = options;
  const {
    jobs = redis ? lag + 1 : availableParallelism(),
    sampler = "tpe",
    pruner = "none"
  } = options;
  const {direction = own?.direction ?? "maximize", timeout = Infinity, stuckAfter = 300} = options;
  checkWhole("jobs", jobs, 1);
  checkWhole("seed", seed, 0);
  checkWhole("lag", lag, 0);
  checkWhole("threads", threads, 1);
  checkWhole("retries", retries, 0);
  if (options.trials !== undefined) checkWhole("trials", options.trials, 1);
  for (const [what, value] of Object.entries({timeout, stuckAfter})) {
    if (!(value > 0)) throw new RangeError(`sweep: ${what} is a time above 0 s, but got ${value}`);
  }
  if (direction !== "maximize" && direction !== "minimize") {
    throw new RangeError(
      `sweep: direction is maximize or minimize, but got ${JSON.stringify(direction)}`
    );
  }
  const figures = viewsOf(options.figures);
  const space = toSpace(own?.space ?? options.space ?? {});
  const settings: SweepSettings = {
    ...{name, space, sampler, pruner, direction},
    ...{seed, lag, threads}
  };
  const {count} = makeSampler(settings);
  makePruner(settings); // that there is one, before anything is written
  const trials = Math.min(options.trials ?? count ?? 20, count ?? Infinity);
  const work = own?.work ?? workOf(options);
  const folder = resolve(options.folder ?? newFolder(name));
  const {freshProcesses = false, inProcess = false} = options;
  const before = await readPlan(folder).catch((error: unknown) => {
    throw asDiskError(error, {folder, isBegun: false});
  });
  const plan: Plan = {
    id: before?.id ?? randomUUID(),
    ...{trials, retries, stuckAfter, freshProcesses},
    jobs: inProcess ? 1 : jobs,
    timeout: timeout === Infinity ? null : timeout,
    begun: new Date().toISOString(),
    cwd: process.cwd(),
    ...(options.tensorboard !== undefined && {tensorboard: resolve(options.tensorboard)})
  };
  const facts = new Map<number, Record<string, unknown>>();
  const runner =
    options.runner ??
    (work
      ? await runnerFor({...{folder, plan, work, threads, facts}, ...(redis && {redis})})
      : inProcessRunner(options.objective as Objective, options.data));
  return conduct({
    ...{folder, settings, plan, runner, facts},
    ...(work && {work}),
    signal: stopSignal(options.signal),
    ...(!options.quiet && {
      show: (state, trials) => showSweep(state, trials, {figures, tellsFailures: !options.onChange})
    }),
    ...(options.onChange && {onChange: options.onChange})
  });
}

async function notebookOf({
  notebook,
  ...options
}: SweepOptions): Promise<NotebookSweep | undefined> {
  if (notebook === undefined) return undefined;
  if (options.objective || options.runner || options.inProcess) {
    throw new TypeError(
      "sweep: trials run a notebook or an objective, each in a process of its own, but got notebook beside " +
        ["objective", "runner", "inProcess"].filter((name) => name in options).join(", ")
    );
  }
  return notebookWork({notebook, ...options});
}

/** What goes to another process; undefined where trials run in this one, or the caller runs them. */
function workOf({objective, data, inProcess = false, runner}: SweepOptions): Work | undefined {
  if (runner) return undefined;
  if (typeof objective === "function") {
    if (inProcess) return undefined;
    const functions = toPortable(objective);
    return {objective: {kind: "function", functions, base: process.cwd()}, data};
  }
  if (typeof objective?.module !== "string") {
    throw new TypeError(
      `sweep: objective is a function or {module: "./objective.js"}, but got ${JSON.stringify(objective) ?? "nothing"}`
    );
  }
  if (inProcess) throw new TypeError("sweep: in this process an objective is a function");
  const {module, export: name = "default"} = objective;
  const url = module.startsWith("file:") ? module : pathToFileURL(resolve(module)).href;
  return {objective: {kind: "module", url, name}, data};
}

/** In the folder of the run, if this is one; else below `runs/`, beside others. */
function newFolder(name: string): string {
  const time = new Date().toISOString().replace(/\..*/, "").replaceAll(":", "-");
  const run = process.env.CONVNOTES_RUN;
  const place = run ? join(run, "sweeps") : join("runs", name);
  return join(place, `${time}-${randomBytes(3).toString("hex")}`);
}

const hostSymbol = Symbol.for("convnotes.host");

/** The kernel's wish to stop, and the caller's own. */
function stopSignal(own: AbortSignal | undefined): AbortSignal {
  const notebook = (globalThis as {[hostSymbol]?: {signal: AbortSignal}})[hostSymbol];
  return AbortSignal.any([notebook?.signal, own].filter((one) => one !== undefined));
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value < 2 ** 32) return;
  throw new RangeError(`sweep: ${name} is a whole number of ${least} or more, but got ${value}`);
}

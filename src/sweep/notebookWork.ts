import {existsSync} from "node:fs";
import {resolve} from "node:path";
import {fileURLToPath} from "node:url";
import type {Work} from "./live/plan.ts";
import type {SpaceSpec} from "./space.ts";
import type {Direction} from "./trials.ts";

export interface NotebookOptions {
  /** From the working directory. */
  notebook: string;
  space?: SpaceSpec;
  /** The number that is a trial's value, by its name; defaults to `"val_accuracy"`. */
  monitor?: string;
  /** Whether what is not tried has the author's quick values; defaults to false. */
  quick?: boolean;
  /** Another kernel than the notebook's. */
  kernel?: string;
}

/** A notebook as what trials do. */
export interface NotebookSweep {
  name: string;
  space: SpaceSpec;
  direction: Direction;
  work: Work;
}

/** Notebooks are run by the command line, whose trials of `convnotes sweep` these are. */
const commandLine = new URL("../../../dist/src/cli/sweep/notebookWork.js", import.meta.url);

/**
 * What trials of a notebook do, as `convnotes sweep` has it.
 *
 * @throws RangeError if the notebook does not take what is to be tried
 * @throws Error if it cannot be read
 */
export async function notebookWork(options: NotebookOptions): Promise<NotebookSweep> {
  if (!existsSync(fileURLToPath(commandLine))) {
    throw new Error(
      "sweep: notebooks are run by convnotes, in whose folder this package is expected, but it is elsewhere"
    );
  }
  const {prepare} = (await import(commandLine.href)) as {
    prepare: (options: NotebookOptions) => Promise<NotebookSweep>;
  };
  return prepare({...options, notebook: resolve(options.notebook)});
}

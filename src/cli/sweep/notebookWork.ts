import path from "node:path";
import type {SpaceSpec} from "@convnotes/sweep";
import {readNotebook} from "../readNotebook.ts";
import {chooseKernel} from "../run/chooseKernel.ts";
import {exitCodes} from "../run/exitCodes.ts";
import {hashOf} from "./command.ts";
import {directionOf} from "./directionOf.ts";
import type {NotebookWork} from "./notebookObjective.ts";
import {notebookSpace} from "./notebookSpace.ts";

/** The module whose default export is the objective. */
export const objectiveUrl = new URL("notebookObjective.js", import.meta.url).href;

interface PrepareOptions {
  notebook: string;
  space?: SpaceSpec;
  monitor?: string;
  quick?: boolean;
  kernel?: string;
}

/**
 * A notebook as what the trials of a sweep do: for `sweep({notebook})` of the package, which is not part of
 * the command line and finds this module by its place.
 *
 * @throws CliError if the notebook cannot be read
 * @throws RangeError if it does not take what is to be tried, or there is no kernel for it
 */
export async function prepare({
  notebook: file,
  space,
  monitor = "val_accuracy",
  quick = false,
  kernel
}: PrepareOptions): Promise<object> {
  const notebook = await readNotebook(file, {command: "sweep", exitCode: exitCodes.read});
  chooseKernel(notebook, kernel); // that there is one
  const data: NotebookWork = {
    notebook: file,
    source_sha256: hashOf(notebook),
    ...{monitor, quick},
    kernel: kernel ?? null
  };
  return {
    name: path.parse(file).name,
    space: notebookSpace(notebook, space),
    direction: directionOf(monitor),
    work: {objective: {kind: "module", url: objectiveUrl, name: "default"}, data}
  };
}

import {spaceOfNotebook, type SpaceSpec, toSpace} from "@convnotes/sweep";
import type {Notebook} from "../../notebook/notebook.ts";
import {checkParameter, checkParameters} from "../../notebook/parameters.ts";
import {parametersOf} from "../../notebook/run/inject.ts";

/**
 * What is tried of a notebook: what is named, or without that every parameter that the notebook itself
 * gives a range.
 *
 * @throws RangeError if there is nothing to try, the notebook has no parameter of a name, or it does not
 *   take what is to be tried
 */
export function notebookSpace(notebook: Notebook, named: SpaceSpec = {}): SpaceSpec {
  const declared = parametersOf(notebook);
  const space = Object.keys(named).length > 0 ? named : spaceOfNotebook(declared);
  if (Object.keys(space).length === 0) {
    throw new RangeError("there is nothing to try: no -p, no --space, and no @param with a range");
  }
  for (const [name, dimension] of Object.entries(toSpace(space))) {
    const values =
      dimension.kind === "categorical" ? dimension.choices : [dimension.low, dimension.high];
    const parameter = declared.find((one) => one.name === name);
    // Without one, for the message with the names that there are.
    if (!parameter) checkParameters(declared, {[name]: values[0]});
    else for (const value of values) checkParameter(parameter, value);
  }
  return space;
}

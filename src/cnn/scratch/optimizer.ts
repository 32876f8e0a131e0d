import type {NDArray} from "../ndarray.ts";
import {checkShape} from "./shapes.ts";

/** Arrays by name: the parameters of a network, or the gradients by them. */
export type NamedArrays = Readonly<Record<string, NDArray>>;

/** Turns gradients into new parameters; it remembers what it needs from one step to the next. */
export interface Optimizer {
  /**
   * Takes one step: changes the parameters in place.
   *
   * @param parameters - what is learned
   * @param gradients - gradients of the loss, under the names of their parameters; a parameter
   *   without one stays as it is
   * @throws RangeError if a gradient has no parameter, or not its shape
   */
  applyGradients(parameters: NamedArrays, gradients: NamedArrays): void;
}

/** Goes through the gradients with their parameters. */
export function eachGradient(
  caller: string,
  parameters: NamedArrays,
  gradients: NamedArrays,
  visit: (name: string, parameter: NDArray["data"], gradient: NDArray["data"]) => void
): void {
  for (const [name, gradient] of Object.entries(gradients)) {
    if (!Object.hasOwn(parameters, name)) {
      throw new RangeError(
        `${caller}: every gradient is that of a parameter, but "${name}" is none ` +
          `(${Object.keys(parameters).join(", ")})`
      );
    }
    checkShape(caller, `gradient "${name}"`, gradient, parameters[name].shape);
  }
  for (const [name, gradient] of Object.entries(gradients)) {
    visit(name, parameters[name].data, gradient.data);
  }
}

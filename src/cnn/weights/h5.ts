import type H5Wasm from "h5wasm/node";
import type {Module} from "h5wasm/node";

export type {Dataset, Group} from "h5wasm/node";

/** The HDF5 library, compiled to WebAssembly. */
export type H5 = typeof H5Wasm & {readonly Module: typeof Module};

/** Loads the library, when the first file of its kind is read: it is 4 MB. */
export async function loadH5(): Promise<H5> {
  const {default: h5, ready} = await import("h5wasm/node");
  const module = await ready;
  // Else it prints its errors to the terminal, and goes on.
  module.activate_throwing_error_handler();
  return Object.assign(h5, {Module: module});
}

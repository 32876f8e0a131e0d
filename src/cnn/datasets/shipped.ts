import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";

/**
 * Path of a file that comes with the library: it lies in `data`, beside this folder in the sources and
 * one level higher once compiled.
 */
export function shipped(name: string): string {
  const here = fileURLToPath(new URL(`../data/${name}`, import.meta.url));
  return existsSync(here) ? here : fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
}

// Puts the kernel where Jupyter finds it, without Jupyter and without Python.

import {copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {
  dataPaths,
  environmentDataPath,
  type Machine,
  pathsOf,
  userDataPath
} from "../src/jupyter/dataPaths.ts";
import {
  type InstalledKernel,
  isKernelName,
  type KernelSpec,
  kernelsIn
} from "../src/jupyter/kernelspec.ts";

/** Where a kernel is put: for the user, below a folder, or in the Python environment that is active. */
export type Place = {user: true} | {prefix: string} | {sysPrefix: true};

export interface InstallOptions extends Machine {
  /** What Jupyter calls the kernel; `tslab` also runs cells as notebooks for tslab expect. */
  name?: string;
  place?: Place;
}

/** Says in a `kernel.json` that it is ours. */
const mark = "convnotes";
const logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

/**
 * Installs the kernelspec: `kernel.json`, which names this copy of convnotes and this Node, and the
 * logos. One that is there already is replaced.
 *
 * @returns the folder of the kernelspec
 * @throws RangeError if the name cannot be one of a kernel
 * @throws Error if no Python environment is active and one was asked for
 */
export function installKernel({
  name = "convnotes",
  place = {user: true},
  ...machine
}: InstallOptions = {}): string {
  const folder = kernelFolder({name, place, ...machine});
  const root = packageRoot();
  mkdirSync(folder, {recursive: true});
  for (const logo of logos) {
    copyFileSync(path.join(root, "kernel", "kernelspec", logo), path.join(folder, logo));
  }
  const spec = kernelSpec(name, path.join(root, "dist", "kernel", "main.js"));
  writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/**
 * The kernels of this copy of convnotes, which run without being installed: `convnotes`, and
 * `tslab` for notebooks that were written for it.
 */
export function builtInKernels(): [InstalledKernel, InstalledKernel] {
  const root = packageRoot();
  const main = path.join(root, "dist", "kernel", "main.js");
  const folder = path.join(root, "kernel", "kernelspec");
  const builtIn = (name: string): InstalledKernel => ({name, folder, spec: kernelSpec(name, main)});
  return [builtIn("convnotes"), builtIn("tslab")];
}

/** The contents of `kernel.json` for the kernel in a file. */
function kernelSpec(name: string, main: string): KernelSpec {
  const isTslab = name === "tslab";
  return {
    argv: [process.execPath, main, ...(isTslab ? ["--tslab"] : []), "{connection_file}"],
    display_name: isTslab ? "TypeScript (tslab)" : "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    metadata: {debugger: false, [mark]: true}
  };
}

/** The kernels of ours that Jupyter would find on this machine, also those behind others of the same name. */
export function listKernels(machine: Machine = {}): InstalledKernel[] {
  return dataPaths(machine)
    .flatMap((folder) => kernelsIn(path.join(folder, "kernels")))
    .filter(({spec}) => spec.metadata?.[mark] === true);
}

/**
 * Removes a kernelspec that convnotes has installed.
 *
 * @returns the folder that was removed
 * @throws Error if there is none, or it is another's
 */
export function uninstallKernel({
  name = "convnotes",
  place = {user: true},
  ...machine
}: InstallOptions = {}): string {
  const folder = kernelFolder({name, place, ...machine});
  const kernel = kernelsIn(path.dirname(folder)).find((kernel) => kernel.folder === folder);
  if (!kernel)
    throw new Error(`uninstallKernel: expected a kernel in ${folder}, but there is none`);
  if (kernel.spec.metadata?.[mark] !== true) {
    throw new Error(`uninstallKernel: expected a kernel of convnotes, but ${folder} is another's`);
  }
  rmSync(folder, {recursive: true});
  return folder;
}

/**
 * The folder of a kernelspec, in Jupyter's layout of the machine's platform.
 *
 * @throws as {@link installKernel}
 */
export function kernelFolder({
  name = "convnotes",
  place = {user: true},
  ...machine
}: InstallOptions = {}): string {
  if (!isKernelName(name)) {
    throw new RangeError(
      `kernelFolder: name is of letters, digits, ".", "_" and "-", but got "${name}"`
    );
  }
  return pathsOf(machine).join(dataPath(place, machine), "kernels", name);
}

function dataPath(place: Place, machine: Machine): string {
  if ("user" in place) return userDataPath(machine);
  if ("prefix" in place) return pathsOf(machine).join(place.prefix, "share", "jupyter");
  const environment = environmentDataPath(machine);
  if (environment) return environment;
  throw new Error(
    "kernelFolder: expected an active Python environment, " +
      "but neither VIRTUAL_ENV nor CONDA_PREFIX is set"
  );
}

/** The folder of convnotes itself, from the sources as from what is compiled of them. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isRoot(folder)) {
    const above = path.dirname(folder);
    if (above === folder)
      throw new Error("packageRoot: expected a package.json of convnotes above");
    folder = above;
  }
  return folder;
}

function isRoot(folder: string): boolean {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return false;
  return (JSON.parse(readFileSync(file, "utf8")) as {name?: string}).name === "convnotes";
}

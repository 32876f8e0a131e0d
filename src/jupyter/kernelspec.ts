import {readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {dataPaths, type Machine} from "./dataPaths.ts";

/** The contents of a `kernel.json`. */
export interface KernelSpec {
  /** The command; `{connection_file}` and `{resource_dir}` in it are replaced. */
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: "signal" | "message";
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

/** A kernel that is installed. */
export interface InstalledKernel {
  name: string;
  /** Folder of `kernel.json` and the logos. */
  folder: string;
  spec: KernelSpec;
}

/** What a kernel may be called: it is part of URLs and folder names. */
const validName = /^[a-z0-9._-]+$/i;

/** Whether a kernelspec may have the name. */
export function isKernelName(name: string): boolean {
  return validName.test(name);
}

/**
 * The kernels of this machine by name, in the order of Jupyter's search path; of two with one name
 * the first wins, and folders without a readable `kernel.json` are passed over, as Jupyter does.
 */
export function findKernels(machine: Machine = {}): Map<string, InstalledKernel> {
  const found = new Map<string, InstalledKernel>();
  for (const folder of dataPaths(machine)) {
    for (const kernel of kernelsIn(path.join(folder, "kernels"))) {
      if (!found.has(kernel.name)) found.set(kernel.name, kernel);
    }
  }
  return found;
}

/** The kernels of one `kernels` folder. */
export function kernelsIn(kernels: string): InstalledKernel[] {
  const found: InstalledKernel[] = [];
  for (const entry of entriesOf(kernels)) {
    if (!isKernelName(entry)) continue;
    const folder = path.join(kernels, entry);
    const spec = readSpec(path.join(folder, "kernel.json"));
    // Jupyter finds kernels regardless of case.
    if (spec) found.push({name: entry.toLowerCase(), folder, spec});
  }
  return found;
}

/** The command that starts a kernel on a connection file. */
export function kernelCommand({spec, folder}: InstalledKernel, connectionFile: string): string[] {
  const values: Record<string, string> = {
    connection_file: connectionFile,
    resource_dir: folder
  };
  return spec.argv.map((argument) =>
    argument.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  );
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readSpec(file: string): KernelSpec | undefined {
  try {
    const spec = JSON.parse(readFileSync(file, "utf8")) as Partial<KernelSpec> | null;
    if (!Array.isArray(spec?.argv)) return undefined;
    return {display_name: "", language: "", ...spec, argv: spec.argv.map(String)};
  } catch {
    return undefined;
  }
}

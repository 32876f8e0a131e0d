import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {onTestFinished} from "vitest";
import {builtInKernels} from "../../kernel/install.ts";
import type {InstalledKernel} from "../../src/jupyter/kernelspec.ts";

/** Our kernel, compiled; without its type checker, which is of no concern here and takes its time. */
export const ours = untyped(builtInKernels()[0]);

/** Debian's python3-ipykernel, of which the test says that it {@link needs} it. */
export const ipykernel: InstalledKernel = {
  name: "python3",
  folder: "/usr/share/jupyter/kernels/python3",
  spec: {
    argv: ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    display_name: "Python 3",
    language: "python"
  }
};

function untyped(kernel: InstalledKernel): InstalledKernel {
  const argv = [...kernel.spec.argv, "--types", "off"];
  return {...kernel, spec: {...kernel.spec, argv}};
}

/** A kernel that is a line of shell, for those who do not behave. */
export function shellKernel(
  line: string,
  spec: Partial<InstalledKernel["spec"]> = {}
): InstalledKernel {
  const argv = ["/bin/sh", "-c", line, "{connection_file}"];
  return {name: "shell", folder: "", spec: {argv, display_name: "sh", language: "sh", ...spec}};
}

/** A folder that is removed with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-kernel-"));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

/** Whether a process is there, as anything but an ended one that nobody has asked after. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Settles once it is so; looked at often, since no event tells. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo();) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

import {builtInKernels} from "../../../kernel/install.ts";
import {findKernels, type InstalledKernel} from "../../jupyter/kernelspec.ts";
import {closestName} from "../../notebook/closestName.ts";
import {languageOf, type Notebook} from "../../notebook/notebook.ts";

const own = "convnotes";

/**
 * The kernel that runs a notebook: the one that is asked for, else the notebook's own, else ours if
 * the notebook is TypeScript or says nothing. Ours need not be installed.
 *
 * @param name - what is asked for
 * @throws RangeError if there is none of the name
 */
export function chooseKernel(notebook: Notebook, name?: string): InstalledKernel {
  const kernels = new Map([
    ...findKernels(),
    ...builtInKernels().map((kernel) => [kernel.name, patient(kernel)] as const)
  ]);
  const wanted = name ?? notebook.metadata.kernelspec?.name ?? own;
  const found = kernels.get(wanted.toLowerCase());
  if (found) return found;
  const language = languageOf(notebook) ?? "typescript";
  if (name === undefined && language === "typescript") return kernels.get(own)!;
  const names = [...kernels.keys()];
  const closest = closestName(wanted, names);
  const hint = closest === undefined ? "" : ` (did you mean ${closest}?)`;
  throw new RangeError(`kernels are ${names.join(", ")}, but got ${wanted}${hint}`);
}

/** In a run nobody waits for the first cell: types are checked however long it takes. */
function patient(kernel: InstalledKernel): InstalledKernel {
  const argv = [...kernel.spec.argv, "--types-budget", "60000"];
  return {...kernel, spec: {...kernel.spec, argv}};
}

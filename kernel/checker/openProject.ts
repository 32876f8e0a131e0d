import {createRequire} from "node:module";
import type {CellDiagnostic, Completion} from "../checker.ts";
import {CellProject} from "./cellProject.ts";
import type {CheckOptions} from "./compilerOptions.ts";
import {ConverterProject} from "./converterProject.ts";

/** The cells of a notebook as a compiler knows them. */
export interface OpenProject {
  check(code: string): CellDiagnostic[];
  retract(): void;
  complete(code: string, offset: number): {matches: Completion[]; start: number; end: number};
  inspect(code: string, offset: number): {text: string; markdown: string} | undefined;
  close(): void;
}

/**
 * The native compiler, or tslab's converter where the native one has no binary for this machine.
 * `CONVNOTES_CHECKER=tslab` asks for the latter.
 */
export function openProject(options: CheckOptions): OpenProject {
  if (process.env.CONVNOTES_CHECKER !== "tslab" && hasNativeCompiler()) {
    return new CellProject(options);
  }
  return new ConverterProject(options);
}

function hasNativeCompiler(): boolean {
  const {platform, arch} = process;
  const require = createRequire(import.meta.url);
  try {
    require.resolve(`@typescript/typescript-${platform}-${arch}/package.json`);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}

import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {connectKernel, type KernelClient} from "../../jupyter/kernelClient.ts";
import {type KernelProcess, startKernel} from "../../jupyter/kernelProcess.ts";
import type {InstalledKernel} from "../../jupyter/kernelspec.ts";
import {withIds} from "../../notebook/cellIds.ts";
import type {Notebook} from "../../notebook/notebook.ts";
import {
  executeNotebook,
  type ExecuteOptions,
  type RunEnd
} from "../../notebook/run/executeNotebook.ts";
import type {Injected} from "../../notebook/run/inject.ts";
import {commitOf} from "../../notebook/run/commit.ts";
import {RunRecord} from "../../notebook/run/record.ts";
import {sourceHash} from "../../notebook/run/sourceHash.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {CliError} from "../error.ts";
import {fileReason} from "../fileReason.ts";
import {exitCodes} from "./exitCodes.ts";
import {kernelVersions, libraryFacts, ownVersion} from "./kernelFacts.ts";
import {ResultFile, type Written} from "./resultFile.ts";
import type {RunPlace} from "./runPlace.ts";

export interface RunNotebookOptions extends Pick<
  ExecuteOptions,
  "timeout" | "allowErrors" | "signal" | "onStart" | "onEnd" | "onOutput"
> {
  /** The notebook's file; its folder is where cells run. */
  file: string;
  place: RunPlace;
  injected: Injected;
  kernel: InstalledKernel;
  quick: boolean;
  /** Aborted when the kernel is to be ended at once. */
  kill: AbortSignal;
  warn: (message: string) => void;
  /** Variables of the kernel's environment beyond this process's. */
  env?: Readonly<Record<string, string>>;
}

/** What came of a run. */
export interface RunResult {
  end: RunEnd;
  written: Written;
  notebook: Notebook;
  /** In s. */
  duration: number;
}

/**
 * Runs one notebook on a kernel of its own and writes the executed notebook, whatever comes of it.
 *
 * @throws CliError if the result cannot be written, which is found out before the first cell, or the
 *   kernel does not start
 */
export async function runNotebook({
  file,
  place,
  injected,
  kernel: spec,
  quick,
  kill,
  warn,
  env = {},
  onEnd,
  ...options
}: RunNotebookOptions): Promise<RunResult> {
  const result = new ResultFile(place.notebook);
  await result.check().catch((error: Error) => {
    throw cannotWrite(place.notebook, error);
  });
  const notebook = prepared(injected.notebook);
  const record = new RunRecord(notebook, {
    injected,
    quick,
    kernel: spec.name,
    version: ownVersion(),
    inputPath: file,
    outputPath: place.notebook,
    sourceHash: sourceHash(injected.notebook)
  });
  const {kernel, client, close} = await start(spec, {
    cwd: path.dirname(file),
    kill,
    env: {
      ...process.env,
      // Where the library writes the metrics of the run, and the state of its trainings.
      ...(place.folder !== undefined && {
        CONVNOTES_RUN: path.resolve(place.folder),
        CONVNOTES_CHECKPOINTS: path.resolve(place.folder, "checkpoints")
      }),
      ...env
    }
  });
  const note = async (): Promise<void> => {
    if (place.folder === undefined) return;
    await writeAtomic(path.join(place.folder, "run.json"), record.toFile()).catch((error: Error) =>
      warn(`cannot write run.json (${fileReason(error)})`)
    );
  };
  try {
    record.run.commit = await commitOf(file);
    Object.assign(record.run.versions, await kernelVersions(kernel, client));
    await note(); // so that a run that is killed is known for what it was
    const end = await executeNotebook(notebook, {
      ...options,
      kernel,
      client,
      onEnd: async (cell, index, end) => {
        await onEnd?.(cell, index, end);
        await result.save(notebook, {warn});
      }
    });
    if (!kernel.hasExited) Object.assign(record.run, await libraryFacts(kernel, client));
    const duration = record.finish(end);
    const written = await result.finish(notebook);
    await note();
    return {end, written, notebook, duration};
  } finally {
    await close();
  }
}

/** What is said of a file that cannot be written. */
export function cannotWrite(file: string, error: Error): CliError {
  return new CliError(`convnotes run: cannot write ${file} (${fileReason(error)})`, {
    exitCode: exitCodes.write
  });
}

/** A kernel that answers, and what ends it. */
async function start(
  spec: InstalledKernel,
  {cwd, kill, env}: {cwd: string; kill: AbortSignal; env: NodeJS.ProcessEnv}
): Promise<{kernel: KernelProcess; client: KernelClient; close: () => Promise<void>}> {
  const runtimeDir = await mkdtemp(path.join(tmpdir(), "convnotes-run-"));
  let kernel: KernelProcess | undefined;
  let client: KernelClient | undefined;
  const onKill = (): void => kernel?.kill();
  kill.addEventListener("abort", onKill);
  const close = async (): Promise<void> => {
    kill.removeEventListener("abort", onKill);
    client?.close();
    await kernel?.shutdown();
    await rm(runtimeDir, {recursive: true, force: true});
  };
  try {
    kernel = await startKernel(spec, {runtimeDir, cwd: path.resolve(cwd), env});
    client = await connectKernel(kernel);
    return {kernel, client, close};
  } catch (error) {
    await close();
    const message = (error as Error).message.replace(/^\w+: /, "");
    throw new CliError(`convnotes run: the kernel ${spec.name} does not start: ${message}`, {
      exitCode: exitCodes.kernel
    });
  }
}

/** The notebook to be written, in the version of the format whose cells have ids. */
function prepared({metadata, cells}: Notebook): Notebook {
  return {
    cells: structuredClone(withIds(cells)),
    metadata: structuredClone(metadata),
    nbformat: 4,
    nbformat_minor: 5
  };
}

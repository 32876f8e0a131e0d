import type {Notebook} from "../notebook.ts";
import type {RunEnd} from "./executeNotebook.ts";
import type {Injected} from "./inject.ts";
import type {PapermillMetadata, RunMetadata} from "./metadata.ts";

export interface RecordOptions {
  injected: Injected;
  quick: boolean;
  /** The kernelspec's name. */
  kernel: string;
  /** Of convnotes. */
  version: string;
  inputPath: string;
  outputPath: string;
  /** SHA-256 of the source, in hexadecimal digits. */
  sourceHash: string;
}

/** What an executed notebook says of its run, written into its metadata as it becomes known. */
export class RunRecord {
  readonly run: RunMetadata;
  readonly papermill: PapermillMetadata;
  readonly #started = performance.now();

  constructor(
    notebook: Notebook,
    {injected, quick, kernel, version, inputPath, outputPath, sourceHash}: RecordOptions
  ) {
    const {parameters, given, defaults, changed} = injected;
    this.run = {
      status: "running",
      seed: parameters.seed ?? null,
      quick,
      parameters,
      changed,
      versions: {convnotes: version},
      kernel,
      engine: null,
      data: [],
      commit: null,
      source_sha256: sourceHash
    };
    this.papermill = {
      default_parameters: defaults,
      duration: null,
      start_time: new Date().toISOString(),
      end_time: null,
      environment_variables: {},
      exception: null,
      input_path: inputPath,
      output_path: outputPath,
      parameters: given,
      version: `convnotes ${version}`
    };
    this.attachTo(notebook);
  }

  /** Makes the record part of a notebook: the one that is run, or the executed one if that is another. */
  attachTo({metadata}: Notebook): void {
    const own = metadata.convnotes as object | undefined;
    Object.assign(metadata, {convnotes: {...own, run: this.run}, papermill: this.papermill});
  }

  /** What the run's own file says, `run.json`: all of it, `parameters` being those that held. */
  toFile(): string {
    return `${JSON.stringify({...this.papermill, ...this.run}, null, 2)}\n`;
  }

  /** @returns how long it took, in s */
  finish({status}: Pick<RunEnd, "status">): number {
    const duration = (performance.now() - this.#started) / 1000;
    this.run.status = status;
    Object.assign(this.papermill, {
      duration,
      end_time: new Date().toISOString(),
      exception: status !== "completed"
    });
    return duration;
  }
}

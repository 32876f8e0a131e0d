import type {Notebook} from "../notebook.ts";
import type {ParameterValue} from "../parameters.ts";

/** How a run ended: every cell run, a cell failed, took too long, was interrupted, took the kernel with it. */
export type RunStatus = "completed" | "failed" | "timeout" | "interrupted" | "died";

/** What papermill writes into an executed notebook, at `metadata.papermill`. */
export interface PapermillMetadata {
  /** The author's values. */
  default_parameters: Record<string, ParameterValue>;
  /** In s. */
  duration: number | null;
  /** ISO 8601, as the other times. */
  start_time: string;
  end_time: string | null;
  environment_variables: Record<string, string>;
  /** Whether the run ended before the last cell; `null` while it lasts. */
  exception: boolean | null;
  input_path: string;
  output_path: string;
  /** The values that were given. */
  parameters: Record<string, ParameterValue>;
  /** Of the program that ran it. */
  version: string;
}

/** What papermill writes into each cell, at `metadata.papermill`. */
export interface CellRunMetadata {
  status: "pending" | "running" | "completed" | "failed";
  start_time: string | null;
  end_time: string | null;
  /** In s. */
  duration: number | null;
  exception: boolean | null;
}

/** What a result rests on beyond parameters, at `metadata.convnotes.run`. */
export interface RunMetadata {
  status: RunStatus | "running";
  /** The value of the parameter `seed`, where there is one. */
  seed: ParameterValue | null;
  /** Whether the parameters' quick values were taken. */
  quick: boolean;
  /** All parameters, by name: what was given, and the author's values. */
  parameters: Record<string, ParameterValue>;
  /** Names of the parameters that had another value than the author's. */
  changed: string[];
  /** Of convnotes, Node and the kernel, by name. */
  versions: Record<string, string>;
  /** The kernelspec that ran it. */
  kernel: string;
  /** What computed; `null` where the notebook computed without TensorFlow.js, or ended too early to tell. */
  engine: {engine: string; threads: number; with: string} | null;
  /** Downloaded data that it rests on, with the SHA-256 that each file was checked against. */
  data: {name: string; source: string; sha256: Record<string, string>}[];
  /** Of the Git repository that the notebook is in, and whether the file differs from it; `null` outside of one. */
  commit: {id: string; changed: boolean} | null;
  /** SHA-256 of the source: the cells without what running them gave. */
  source_sha256: string;
}

/** What {@link RunMetadata} an executed notebook carries, if any. */
export function runMetadataOf({metadata}: Notebook): RunMetadata | undefined {
  return (metadata.convnotes as {run?: RunMetadata} | undefined)?.run;
}

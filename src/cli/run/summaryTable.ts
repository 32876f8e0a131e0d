import type {RunStatus} from "../../notebook/run/metadata.ts";
import {columns} from "../columns.ts";
import {formatSeconds} from "./progress.ts";

/** How the run of one of several notebooks ended. */
export interface RunSummary {
  file: string;
  status: RunStatus | "not started";
  /** Code cells that were run, and how many there are. */
  cells: [run: number, all: number];
  /** In s. */
  duration: number;
  /** Where the executed notebook is, or why there is none. */
  result: string;
}

/** One line for each notebook. */
export function summaryTable(runs: readonly RunSummary[]): string {
  const rows = [
    ["notebook", "status", "cells", "time", "result"],
    ...runs.map(({file, status, cells: [run, all], duration, result}) => [
      file,
      status,
      `${run}/${all}`,
      formatSeconds(duration).trim(),
      result
    ])
  ];
  return columns(rows);
}

import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import path from "node:path";
import {readSettings} from "@convnotes/sweep";
import type {SpaceSpec} from "@convnotes/sweep";
import type {Notebook} from "../../notebook/notebook.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {CliError} from "../error.ts";
import {exitCodes} from "../run/exitCodes.ts";
import type {SweepArguments} from "./arguments.ts";

/** What a sweep needs beside its settings to go on: kept as `command.json` in its folder. */
export interface SweepCommand {
  /** The notebook's file, absolute. */
  notebook: string;
  /** SHA-256 of its cells. */
  source_sha256: string;
  space: SpaceSpec;
  monitor: string;
  trials: number | null;
  timeout: number | null;
  retries: number;
  quick: boolean;
  kernel: string | null;
}

const fileIn = (folder: string): string => path.join(folder, "command.json");

export async function writeCommand(folder: string, command: SweepCommand): Promise<void> {
  await writeAtomic(fileIn(folder), `${JSON.stringify(command, null, 2)}\n`);
}

/**
 * The arguments that a sweep was begun with, but for the number of trials and jobs, which may be others.
 *
 * @throws CliError if there is no sweep in the folder
 */
export async function resumed(
  folder: string,
  args: SweepArguments
): Promise<{args: SweepArguments; command: SweepCommand}> {
  const [command, settings] = await Promise.all([
    readFile(fileIn(folder), "utf8").then(
      (text) => JSON.parse(text) as SweepCommand,
      () => undefined
    ),
    readSettings(folder).catch(() => undefined)
  ]);
  if (!command || !settings) {
    throw new CliError(
      `convnotes sweep: ${folder} is not the folder of a sweep of a notebook (no command.json)`,
      {exitCode: exitCodes.read}
    );
  }
  const {sampler, pruner, direction, seed, threads} = settings;
  const {monitor, quick, retries} = command;
  const trials = args.trials ?? command.trials ?? undefined;
  return {
    command,
    args: {
      ...args,
      file: command.notebook,
      ...{sampler, pruner, direction, seed, threads, monitor, quick, retries},
      ...(trials !== undefined && {trials}),
      timeout: command.timeout ?? Infinity,
      ...(command.kernel !== null && {kernel: command.kernel}),
      out: folder
    }
  };
}

/** Of the cells' sources: a sweep over two versions of a notebook compares what cannot be compared. */
export function hashOf({cells}: Notebook): string {
  const sources = cells.map(({cell_type, source}) => [cell_type, source]);
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}

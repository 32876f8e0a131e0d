import {readFile} from "node:fs/promises";
import {join} from "node:path";
import type {AshaOptions} from "./pruners/ashaPruner.ts";
import {ashaPruner} from "./pruners/ashaPruner.ts";
import {medianPruner, type MedianOptions} from "./pruners/medianPruner.ts";
import {noPruner} from "./pruners/noPruner.ts";
import type {Pruner} from "./pruners/pruner.ts";
import {gridSampler} from "./samplers/gridSampler.ts";
import {randomSampler} from "./samplers/randomSampler.ts";
import type {Sampler} from "./samplers/sampler.ts";
import {tpeSampler, type TpeOptions} from "./samplers/tpeSampler.ts";
import type {Space} from "./space.ts";
import type {Direction} from "./trials.ts";
import {writeWhole} from "./writeWhole.ts";

export type SamplerChoice =
  "grid" | "random" | "tpe" | ({name: "tpe"} & Pick<TpeOptions, "startupTrials" | "candidates">);

export type PrunerChoice =
  "none" | "median" | "asha" | ({name: "median"} & MedianOptions) | ({name: "asha"} & AshaOptions);

/** What must be the same for a sweep to be the same. */
export interface SweepSettings {
  name: string;
  space: Space;
  sampler: SamplerChoice;
  pruner: PrunerChoice;
  direction: Direction;
  seed: number;
  lag: number;
  /** Threads of each trial: results depend on their number in the last bits. */
  threads: number;
}

const samplers = ["grid", "random", "tpe"];
const pruners = ["none", "median", "asha"];

/** @throws RangeError if there is no sampler of the name */
export function makeSampler({sampler, space, seed, direction}: SweepSettings): Sampler {
  const {name, ...options} = typeof sampler === "string" ? {name: sampler} : sampler;
  switch (name) {
    case "grid":
      return gridSampler(space);
    case "random":
      return randomSampler(space, seed);
    case "tpe":
      return tpeSampler(space, seed, direction, options);
    default:
      throw unknown("sampler", samplers, name);
  }
}

/** @throws RangeError if there is no pruner of the name */
export function makePruner({pruner, direction}: SweepSettings): Pruner {
  const choice = typeof pruner === "string" ? {name: pruner} : pruner;
  switch (choice.name) {
    case "none":
      return noPruner();
    case "median":
      return medianPruner(direction, choice as MedianOptions);
    case "asha":
      return ashaPruner(direction, choice as AshaOptions);
    default:
      throw unknown("pruner", pruners, (choice as {name: unknown}).name);
  }
}

const unknown = (what: string, names: string[], name: unknown): RangeError =>
  new RangeError(`sweep: ${what} is one of ${names.join(", ")}, but got ${JSON.stringify(name)}`);

/**
 * Notes a sweep's settings in its folder, or compares them with those that are there.
 *
 * @throws RangeError if the folder is of a sweep with other settings; the message names what differs
 */
export async function settle(folder: string, settings: SweepSettings): Promise<void> {
  const file = join(folder, "sweep.json");
  const saved = await readSettings(folder);
  if (!saved) return writeWhole(file, `${JSON.stringify(settings, null, 2)}\n`);
  for (const name of Object.keys(settings) as (keyof SweepSettings)[]) {
    const [there, here] = [JSON.stringify(saved[name]), JSON.stringify(settings[name])];
    if (name === "name" || there === here) continue;
    throw new RangeError(
      `sweep: ${folder} is a sweep with ${name} ${there}, but it is to go on with ${here}`
    );
  }
}

/** The settings of the sweep in a folder; undefined where there is none. */
export async function readSettings(folder: string): Promise<SweepSettings | undefined> {
  const text = await readFile(join(folder, "sweep.json"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    }
  );
  return text === undefined ? undefined : (JSON.parse(text) as SweepSettings);
}

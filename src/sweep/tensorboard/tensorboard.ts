import {existsSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {basename, join} from "node:path";
import type {Space} from "../space.ts";
import {trialFolder} from "../trialFolder.ts";
import {isFinished, stepsOf, type TrialRecord} from "../trials.ts";
import {type Event, scalar, writeEvents} from "./eventFile.ts";
import {experiment, sessionEnd, sessionStart} from "./hparams.ts";

interface TensorboardOptions {
  /** Where event files go: `tensorboard --logdir` of it. */
  to: string;
  /** The sweep's. */
  folder: string;
  space: Space;
}

/** The number that a sweep compares, among the numbers of a trial. */
const objective = "objective";

/**
 * Writes event files for TensorBoard: one for the sweep, and one for each trial that has ended, in a
 * folder of its own, with the numbers that it reported by steps, its parameters and its end. Files that
 * are there stay as they are.
 *
 * The time of all that a trial reported is the time of its end.
 */
export function tensorboard({to, folder, space}: TensorboardOptions): {
  begin(trials: readonly TrialRecord[]): Promise<void>;
  ended(trial: TrialRecord): Promise<void>;
} {
  const ended = async (trial: TrialRecord): Promise<void> => {
    const {number, started, parameters, state} = trial;
    const name = basename(trialFolder("", number));
    const [from, until] = [started, trial.ended].map((time) => Date.parse(time ?? "") / 1000 || 0);
    const path = join(to, name, `events.out.tfevents.${Math.floor(from!)}.trial-${name}`);
    if (existsSync(path)) return;
    const at = (step: number, ...values: Uint8Array[]): Event => ({time: until!, step, values});
    const steps = stepsOf(trial);
    const told = steps.map(([step, value]) => at(step, scalar(objective, value)));
    if (told.length === 0 && trial.value !== undefined)
      told.push(at(0, scalar(objective, trial.value)));
    await writeEvents(path, [
      {time: from!, step: 0, values: [sessionStart(parameters, space, from!)]},
      ...(await metricsOf(trialFolder(folder, number))).map(({step, numbers}) =>
        at(step, ...Object.entries(numbers).map(([tag, value]) => scalar(tag, value)))
      ),
      ...told,
      at(0, sessionEnd(state, until!))
    ]);
  };
  return {
    ended,
    async begin(trials) {
      const time = Math.floor(Date.now() / 1000);
      const mark = join(to, "events.out.tfevents.0.sweep");
      if (!existsSync(mark)) {
        const values = [experiment(space, {time, metrics: [objective]})];
        await writeEvents(mark, [{time, step: 0, values}]);
      }
      // Those that ended when a sweep was killed, or did without event files.
      for (const trial of trials) if (isFinished(trial)) await ended(trial);
    }
  };
}

/** What a run wrote of its numbers: a line for each epoch of each training, and for each `report`. */
async function metricsOf(
  folder: string
): Promise<{step: number; numbers: Record<string, number>}[]> {
  const text = await readFile(join(folder, "metrics.jsonl"), "utf8").catch(() => "");
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, place) => {
    const {training = 1, epoch, step, ...numbers} = JSON.parse(line) as Record<string, unknown>;
    const prefix = training === 1 ? "" : `training ${String(training)}/`;
    const entries = Object.entries(numbers).filter(([, value]) => typeof value === "number");
    return {
      step: Number(epoch ?? step ?? place),
      numbers: Object.fromEntries(entries.map(([name, value]) => [prefix + name, value as number]))
    };
  });
}

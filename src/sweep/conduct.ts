import {join} from "node:path";
import {appendLine, asDiskError} from "./disk.ts";
import {Journal} from "./journal/journal.ts";
import {Ledger} from "./ledger.ts";
import {type Plan, type Work, writePlan} from "./live/plan.ts";
import {stopWhenAsked} from "./live/stopSweep.ts";
import {occupy} from "./occupy.ts";
import type {LostTrial, Sweep, SweepState} from "./result.ts";
import type {Facts, Runner} from "./runner.ts";
import {runTrials, type Watcher} from "./runTrials.ts";
import {makePruner, makeSampler, settle, type SweepSettings} from "./settings.ts";
import {tensorboard} from "./tensorboard/tensorboard.ts";
import {bestTrial, type TrialRecord} from "./trials.ts";

interface ConductOptions {
  folder: string;
  settings: SweepSettings;
  plan: Plan;
  /** What another process would go on with; undefined where none can. */
  work?: Work;
  runner: Runner;
  /** Filled in by the runner. */
  facts: Facts;
  signal?: AbortSignal;
  /** Shows how it goes. */
  show?: (state: () => SweepState, trials: number) => Watcher;
  onChange?: (trial: TrialRecord) => void;
}

/** Runs a sweep in its folder, or goes on with it there; closes the runner. */
export async function conduct({
  folder,
  settings,
  plan,
  work,
  runner,
  facts,
  show,
  ...options
}: ConductOptions): Promise<Sweep> {
  const {name, space, direction, seed, lag} = settings;
  const {trials, jobs, retries} = plan;
  let free: (() => Promise<void>) | undefined;
  let asked: Awaited<ReturnType<typeof stopWhenAsked>> | undefined;
  let journal: Journal | undefined;
  let view: Watcher | undefined;
  try {
    free = await occupy(folder);
    await settle(folder, settings);
    await writePlan(folder, plan, work);
    asked = await stopWhenAsked(folder);
    journal = await Journal.open(join(folder, "journal.log"));
    const ledger = new Ledger(journal, settings);
    await ledger.begin();
    const state = (): SweepState => {
      const all = structuredClone([...ledger.trials]);
      const best = bestTrial(all, direction);
      return {name, folder, direction, space, trials: all, ...(best && {best})};
    };
    const events =
      plan.tensorboard === undefined
        ? undefined
        : tensorboard({to: plan.tensorboard, folder, space});
    await events?.begin(ledger.trials);
    view = show?.(state, trials);
    const {stopped, lost} = await runTrials({
      ...{ledger, runner, folder, facts, trials, jobs, retries, seed, lag},
      sampler: makeSampler(settings),
      pruner: makePruner(settings),
      signal: AbortSignal.any([asked.signal, ...(options.signal ? [options.signal] : [])]),
      onEnd: async (trial) => events?.ended(trial),
      onChange(trial) {
        options.onChange?.(trial);
        view?.changed(trial);
      },
      onLost(one: LostTrial) {
        appendLine(join(folder, "lost.jsonl"), JSON.stringify(one));
        view?.lost?.(one);
      }
    });
    return {...state(), stopped, lost};
  } catch (error) {
    throw asDiskError(error, {folder, isBegun: journal !== undefined});
  } finally {
    view?.close?.();
    await runner.close();
    // Whatever has become of the disk, the folder is given back.
    await journal?.close().catch(() => undefined); // who wrote was told
    await asked?.close().catch(() => undefined);
    await free?.();
  }
}

import type {Journal} from "./journal/journal.ts";
import {toDistribution, toStored} from "./journal/distribution.ts";
import {directions, operations, pythonTime, states} from "./journal/records.ts";
import type {Decision} from "./pruners/pruner.ts";
import type {SweepSettings} from "./settings.ts";
import type {Parameters} from "./space.ts";
import {stepsOf, type TrialRecord} from "./trials.ts";

/** Writes what happens in a sweep into its journal, in Optuna's words. */
export class Ledger {
  readonly #journal: Journal;
  readonly #settings: SweepSettings;
  readonly #distributions: Record<string, string>;

  constructor(journal: Journal, settings: SweepSettings) {
    this.#journal = journal;
    this.#settings = settings;
    this.#distributions = Object.fromEntries(
      Object.entries(settings.space).map(([name, dimension]) => [name, toDistribution(dimension)])
    );
  }

  get trials(): readonly TrialRecord[] {
    return this.#journal.study?.trials ?? [];
  }

  /** Makes the study, unless the journal has it. */
  async begin(): Promise<void> {
    if (this.#journal.study) return;
    const {name, direction} = this.#settings;
    const study = {study_name: name, directions: [directions[direction]]};
    await this.#journal.append({op_code: operations.createStudy, ...study});
  }

  /** With its parameters in the one line: a trial is never there without them. */
  async create(parameters: Parameters): Promise<void> {
    const {space} = this.#settings;
    const stored = Object.entries(parameters).map(([name, value]) => [
      name,
      toStored(value, space[name]!)
    ]);
    await this.#journal.append({
      op_code: operations.createTrial,
      study_id: 0,
      datetime_start: pythonTime(),
      state: states.running,
      distributions: this.#distributions,
      params: Object.fromEntries(stored) as Record<string, number>,
      user_attrs: {},
      system_attrs: {},
      intermediate_values: {}
    });
  }

  /** A value that a trial reported, and what was made of it; notes first, so that none is missing. */
  async report(number: number, step: number, value: number, {notes}: Decision): Promise<void> {
    if (this.trials[number]!.steps[step] === value) return; // told before a stop
    const trial_id = this.#journal.idOf(number);
    await this.#journal.append(
      ...Object.entries(notes).map(([name, note]) => ({
        op_code: operations.setTrialSystemAttr,
        trial_id,
        system_attr: {[name]: note}
      })),
      {op_code: operations.setTrialStep, trial_id, step, intermediate_value: value}
    );
  }

  async complete(number: number, value: number): Promise<void> {
    await this.#end(number, states.complete, value);
  }

  /** As Optuna does, a pruned trial has the value that it reported last. */
  async prune(number: number): Promise<void> {
    await this.#end(number, states.pruned, stepsOf(this.trials[number]!).at(-1)?.[1]);
  }

  async fail(number: number, error: string): Promise<void> {
    const trial_id = this.#journal.idOf(number);
    const told = this.#journal.append({
      op_code: operations.setTrialUserAttr,
      trial_id,
      user_attr: {error}
    });
    await Promise.all([told, this.#end(number, states.failed)]);
  }

  #end(number: number, state: number, value?: number): Promise<void> {
    const {started} = this.trials[number]!;
    return this.#journal.append({
      op_code: operations.setTrialState,
      trial_id: this.#journal.idOf(number),
      state,
      values: value === undefined ? null : [value],
      // Optuna keeps the one that it has; Optuna Dashboard's own reader forgets it without this.
      ...(started !== undefined && {datetime_start: pythonTime(new Date(started))}),
      datetime_complete: pythonTime()
    });
  }
}

import type {ParameterValue} from "../space.ts";
import type {Direction, TrialRecord, TrialState} from "../trials.ts";
import {fromStored} from "./distribution.ts";
import {directions, fromPythonTime, type JournalRecord, operations, states} from "./records.ts";

/** A study, as the lines of a journal add up to it. */
export interface Study {
  name: string;
  direction: Direction;
  attributes: Record<string, unknown>;
  trials: TrialRecord[];
}

type Mutable = {-readonly [Key in keyof TrialRecord]: TrialRecord[Key]} & {
  steps: Record<number, number>;
  parameters: Record<string, ParameterValue>;
  attributes: Record<string, unknown>;
};

const nameOfState = Object.fromEntries(
  Object.entries(states).map(([name, number]) => [number, name as TrialState])
);

/** The first study of a journal, read line by line; lines about others are passed over. */
export class Replay {
  study: Study | undefined;
  /** Trials of all studies, for a line names one by its place among all. */
  readonly #trials: (Mutable | undefined)[] = [];

  /** The number that the next trial of any study has in the journal. */
  get nextId(): number {
    return this.#trials.length;
  }

  /** The number that a trial of the study has in the journal. */
  idOf(number: number): number {
    return this.#trials.findIndex((trial) => trial?.number === number);
  }

  apply(record: JournalRecord): void {
    switch (record.op_code) {
      case operations.createStudy:
        return this.#createStudy(record);
      case operations.setStudyUserAttr:
        if (record.study_id === 0) Object.assign(this.study!.attributes, record.user_attr);
        return;
      case operations.createTrial:
        return this.#createTrial(record);
      default:
        this.#changeTrial(record);
    }
  }

  #createStudy({study_name: name, directions: given}: JournalRecord): void {
    if (this.study) return;
    const minimize = (given as number[])[0] === directions.minimize;
    this.study = {
      name: String(name),
      direction: minimize ? "minimize" : "maximize",
      attributes: {},
      trials: []
    };
  }

  #createTrial(record: JournalRecord): void {
    if (record.study_id !== 0) return void this.#trials.push(undefined);
    const {params = {}, distributions = {}} = record as Partial<
      Record<"params", Record<string, number>> & Record<"distributions", Record<string, string>>
    >;
    const trial: Mutable = {
      number: this.study!.trials.length,
      state: nameOfState[(record.state as number | undefined) ?? states.running]!,
      parameters: Object.fromEntries(
        Object.entries(params).map(([name, stored]) => [
          name,
          fromStored(stored, distributions[name]!)
        ])
      ),
      steps: {...(record.intermediate_values as Record<number, number> | undefined)},
      attributes: {...(record.user_attrs as object), ...(record.system_attrs as object)}
    };
    this.#trials.push(trial);
    this.study!.trials.push(trial);
    this.#settle(trial, record);
  }

  #changeTrial(record: JournalRecord): void {
    const trial = this.#trials[record.trial_id as number];
    // As in Optuna, a finished trial stays as it is.
    if (!trial || !["running", "waiting"].includes(trial.state)) return;
    switch (record.op_code) {
      case operations.setTrialParam:
        trial.parameters[String(record.param_name)] = fromStored(
          record.param_value_internal as number,
          record.distribution as string
        );
        return;
      case operations.setTrialState:
        trial.state = nameOfState[record.state as number]!;
        return this.#settle(trial, record);
      case operations.setTrialStep:
        if (typeof record.intermediate_value === "number") {
          trial.steps[record.step as number] = record.intermediate_value;
        }
        return;
      case operations.setTrialUserAttr:
        Object.assign(trial.attributes, record.user_attr);
        if (typeof trial.attributes.error === "string") trial.error = trial.attributes.error;
        return;
      case operations.setTrialSystemAttr:
        Object.assign(trial.attributes, record.system_attr);
    }
  }

  #settle(trial: Mutable, record: JournalRecord): void {
    const values = record.values as number[] | null | undefined;
    if (values) trial.value = values[0];
    if (typeof record.datetime_start === "string") {
      trial.started = fromPythonTime(record.datetime_start);
    }
    if (typeof record.datetime_complete === "string") {
      trial.ended = fromPythonTime(record.datetime_complete);
    }
  }
}

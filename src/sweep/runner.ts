import type {Parameters} from "./space.ts";

/** A trial, as what runs it is told. */
export interface Task {
  number: number;
  parameters: Parameters;
  seed: number;
  /** Where its files go; there when it is run. */
  folder: string;
}

/** How a trial ended. */
export type Outcome =
  | {status: "complete"; value: number}
  | {status: "pruned"}
  /** The objective threw, or gave no finite number: it would again. */
  | {status: "failed"; error: string}
  /** Its process died, was stuck or took too long: it may go better another time. */
  | {status: "lost"; reason: string}
  /** There is no room on the disk: no trial's fault, and the next would fare no better. */
  | {status: "blocked"; reason: string}
  /** The sweep was stopped. */
  | {status: "stopped"};

/** What runs trials: processes of this machine, this very process, or those of other machines. */
export interface Runner {
  /** Whether trials run where their folder may be another, which the runner then gets ready itself. */
  readonly isRemote?: boolean;
  /**
   * Runs a trial; never throws for what an objective does.
   *
   * @param report - told each value; says whether the trial is to end
   */
  run(
    task: Task,
    report: (step: number, value: number) => Promise<boolean>,
    signal: AbortSignal
  ): Promise<Outcome>;
  close(): Promise<void>;
}

/** What a runner learns about trials, by their numbers, for the records of their runs. */
export type Facts = ReadonlyMap<number, Readonly<Record<string, unknown>>>;

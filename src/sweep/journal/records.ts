// The lines of an Optuna journal: each an operation with its number, as Optuna 3.1 and later write them.

/** Optuna's numbers for operations. */
export const operations = {
  createStudy: 0,
  deleteStudy: 1,
  setStudyUserAttr: 2,
  setStudySystemAttr: 3,
  createTrial: 4,
  setTrialParam: 5,
  setTrialState: 6,
  setTrialStep: 7,
  setTrialUserAttr: 8,
  setTrialSystemAttr: 9
} as const;

/** Optuna's numbers for the states of a trial. */
export const states = {running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4} as const;

/** Optuna's numbers for directions. */
export const directions = {minimize: 1, maximize: 2} as const;

/** One line, before the name of who wrote it is added. */
export type JournalRecord = {op_code: number} & Record<string, unknown>;

/** The time as Python writes one without a zone: local, with microseconds. */
export function pythonTime(date: Date = new Date()): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace("Z", "000");
}

/** A time that Python wrote, in ISO 8601. */
export function fromPythonTime(time: string): string {
  return new Date(time.replace(/(\.\d{3})\d*/, "$1")).toISOString();
}

import {inspect} from "node:util";
import {lackOfRoom} from "../disk.ts";
import type {Outcome} from "../runner.ts";
import type {Objective, Trial} from "../trial.ts";

/** Runs an objective and says how that ended. */
export async function runObjective(objective: Objective, trial: Trial): Promise<Outcome> {
  try {
    const value: unknown = await objective(trial);
    if (typeof value === "number" && Number.isFinite(value)) return {status: "complete", value};
    if (trial.signal.aborted) return {status: "stopped"};
    const error = `the objective gives a finite number, but it gave ${inspect(value)}`;
    return {status: "failed", error};
  } catch (error) {
    if (trial.signal.aborted) return {status: "stopped"};
    // By name: the objective may have another copy of the library.
    if ((error as Partial<Error> | undefined)?.name === "TrialPruned") return {status: "pruned"};
    const {name, outcome} = (error ?? {}) as {name?: string; outcome?: Outcome};
    if (name === "TrialEnd" && outcome) return orBlocked(outcome);
    return orBlocked({
      status: "failed",
      error: error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)
    });
  }
}

/** A trial that found no room on the disk has not failed: it goes on when there is some. */
function orBlocked(outcome: Outcome): Outcome {
  const told =
    outcome.status === "failed" ? outcome.error : outcome.status === "lost" ? outcome.reason : "";
  const reason = lackOfRoom(told);
  return reason === undefined ? outcome : {status: "blocked", reason};
}

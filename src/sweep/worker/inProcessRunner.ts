import {makeTrial} from "../objective/makeTrial.ts";
import {TrialPruned} from "../objective/trialPruned.ts";
import {runObjective} from "../objective/runObjective.ts";
import type {Runner} from "../runner.ts";
import type {Objective} from "../trial.ts";

/**
 * Runs trials in this process: the objective may use all that is here, and nothing stops it when it is
 * stuck.
 */
export function inProcessRunner(objective: Objective, data: unknown): Runner {
  return {
    run(task, report, signal) {
      const trial = makeTrial(task, {
        data,
        signal,
        async report(step, value) {
          if (await report(step, value)) throw new TrialPruned();
        }
      });
      return runObjective(objective, trial);
    },
    close: () => Promise.resolve()
  };
}

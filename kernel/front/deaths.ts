import {styleText} from "../runtime/errors/style.ts";
import type {RuntimeExit} from "../runtime/runtimeProcess.ts";
import type {ErrorContent} from "./typeErrors.ts";

const consequence = "it was started again, and all variables are gone";

/** Says in a cell that its process has ended, and what becomes of it. */
export function deathOf({reason}: RuntimeExit, isReplaced: boolean): ErrorContent {
  const next = isReplaced ? consequence : "it never was ready, and the next cell tries again";
  return error("RuntimeExited", `${reason}; ${next}`);
}

/** Says in a cell that its process was ended because it could not be stopped. */
export function stoppedByRestart(): ErrorContent {
  return error(
    "RuntimeRestarted",
    `the cell could not be stopped, so its runtime was ended; ${consequence}`
  );
}

/** Says in a cell that it was interrupted while its types were being checked. */
export function stoppedBeforeRunning(): ErrorContent {
  return error("KeyboardInterrupt", "the cell was stopped before it ran");
}

/** What a reader is told about a cell that has not stopped. */
export const restartOffer =
  "The cell has not stopped: it is in code that cannot be interrupted. " +
  "Interrupt it again to restart the runtime; all variables will be gone.\n";

function error(ename: string, evalue: string): ErrorContent {
  return {ename, evalue, traceback: [`${styleText("red", ename)}: ${evalue}`]};
}

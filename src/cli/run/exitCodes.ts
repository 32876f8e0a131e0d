import type {RunStatus} from "../../notebook/run/metadata.ts";

/** What `convnotes run` ends with; documented in its help. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  read: 3,
  kernel: 4,
  timeout: 5,
  write: 6,
  interrupted: 130
} as const;

/** The exit code for how a run ended. */
export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case "completed":
      return 0;
    case "failed":
      return exitCodes.failed;
    case "died":
      return exitCodes.kernel;
    case "timeout":
      return exitCodes.timeout;
    case "interrupted":
      return exitCodes.interrupted;
  }
}

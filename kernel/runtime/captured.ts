import {AsyncLocalStorage} from "node:async_hooks";
import type {MimeBundle} from "../mimeBundle.ts";

/** What code puts out, as a notebook keeps it, and what changes of it. */
export type Captured =
  | {output_type: "stream"; name: "stdout" | "stderr"; text: string}
  | {
      output_type: "display_data" | "update_display_data";
      data: MimeBundle;
      metadata: Record<string, unknown>;
      displayId?: string;
    }
  | {output_type: "error"; ename: string; evalue: string; traceback: string[]}
  | {output_type: "clear_output"; wait: boolean};

/** Who takes what the running code puts out, also in a timer or after an await, instead of the cell. */
export const captureStorage = new AsyncLocalStorage<(output: Captured) => void>();

import type {PortableFunctions} from "../objective/portable.ts";
import type {Outcome, Task} from "../runner.ts";

/** What an objective is to a process of its own. */
export type ObjectiveSource =
  | {kind: "function"; functions: PortableFunctions; base: string}
  | {kind: "module"; url: string; name: string};

export type ToWorker =
  | {type: "objective"; objective: ObjectiveSource; data: unknown}
  | {type: "run"; task: Task}
  | {type: "decision"; prune: boolean};

export type FromWorker =
  | {type: "report"; step: number; value: number}
  /** The process can be used again, or should not be, because the trial has left something in it. */
  | {type: "end"; outcome: Outcome; isClean: boolean; engine?: unknown}
  | {type: "alive"};

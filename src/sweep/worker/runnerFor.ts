import type {Plan, Work} from "../live/plan.ts";
import type {Runner} from "../runner.ts";
import {localRunner} from "./localRunner.ts";

interface RunnerForOptions {
  folder: string;
  plan: Plan;
  work: Work;
  /** Threads that a trial computes on. */
  threads: number;
  /** The server that workers of other machines ask; without one, trials run on this machine. */
  redis?: string;
  /** Where it is noted what computed in a trial, and where. */
  facts: Map<number, Record<string, unknown>>;
}

/** What runs trials in processes of their own. */
export async function runnerFor({
  folder,
  plan: {id, timeout, stuckAfter, freshProcesses},
  work,
  threads,
  redis,
  facts
}: RunnerForOptions): Promise<Runner> {
  const options = {...work, threads, timeout: timeout ?? Infinity, stuckAfter, freshProcesses};
  if (redis === undefined) {
    return localRunner({...options, onEngine: (number, engine) => facts.set(number, {engine})});
  }
  const {redisRunner} = await import("../redis/redisRunner.ts");
  return redisRunner({
    ...options,
    ...{url: redis, id, folder},
    onFacts: (number, told) => facts.set(number, told)
  });
}

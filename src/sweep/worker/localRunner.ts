import type {Runner} from "../runner.ts";
import {WorkerProcess, type WorkerOptions} from "./workerProcess.ts";

export interface LocalRunnerOptions extends WorkerOptions {
  /** Gives every trial a process of its own instead of one that a trial ended cleanly in. */
  freshProcesses: boolean;
  /** Told what computed in a trial. */
  onEngine?: (number: number, engine: unknown) => void;
}

/**
 * Runs trials in processes of this machine, one trial in a process at a time.
 *
 * To start Node costs 40 ms, to load the library and an engine half a second more: a process whose trial
 * came to an end by itself, and left no timer or connection behind, takes the next one. After anything
 * else (an objective that threw, a crash, a stop) its state is anybody's guess, and the next trial gets
 * a new process. What a trial computes depends on its seed, not on the process.
 */
export function localRunner({freshProcesses, onEngine, ...options}: LocalRunnerOptions): Runner {
  const idle: WorkerProcess[] = [];
  const all = new Set<WorkerProcess>();
  const start = (): WorkerProcess => {
    const worker = new WorkerProcess(options);
    all.add(worker);
    void worker.exited.then(() => {
      all.delete(worker);
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
    });
    return worker;
  };
  return {
    async run(task, report, signal) {
      const worker = idle.pop() ?? start();
      try {
        const {outcome, isClean, engine} = await worker.run(task, report, signal);
        if (engine !== undefined) onEngine?.(task.number, engine);
        if (isClean && !freshProcesses && all.has(worker)) idle.push(worker);
        else await worker.kill();
        return outcome;
      } catch (error) {
        await worker.kill();
        throw error;
      }
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.kill()));
    }
  };
}

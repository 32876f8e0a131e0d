import {Worker} from "node:worker_threads";
import type {CellDiagnostic, Checker} from "../checker.ts";
import type {CheckOptions} from "./compilerOptions.ts";
import type {Reply, Request} from "./worker.ts";

/**
 * Starts type checking in a thread of its own; ready when its first answer comes.
 *
 * A checker that fails never keeps a reader from running a cell: its answers are then empty, and
 * `onFailure` is told once.
 */
export function startChecker(
  options: CheckOptions,
  {onFailure}: {onFailure: (error: Error) => void}
): Checker {
  const worker = new Worker(new URL("./worker.js", import.meta.url), {workerData: options});
  const waiting = new Map<number, (reply: Reply) => void>();
  let failed: Error | undefined;
  let isClosing = false;
  let count = 0;

  const fail = (error: Error): void => {
    if (failed) return;
    failed = error;
    for (const [id, settle] of waiting) settle({id, error: error.message});
    waiting.clear();
    if (!isClosing) onFailure(error);
  };
  worker.on("message", (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("checker: its thread is gone")));
  worker.unref();

  const ask = <T>(method: Request["method"], args: unknown[], otherwise: T): Promise<T> =>
    new Promise((resolve) => {
      if (failed) return resolve(otherwise);
      const id = ++count;
      waiting.set(id, (reply) => {
        if ("error" in reply && !failed) onFailure(new Error(reply.error));
        resolve("result" in reply ? (reply.result as T) : otherwise);
      });
      worker.postMessage({id, method, args} satisfies Request);
    });

  return {
    async check(code, budgetMs) {
      const answer = ask<CellDiagnostic[]>("check", [code], []);
      const timer = timeout(budgetMs);
      const diagnostics = await Promise.race([answer, timer.over]);
      timer.clear();
      return diagnostics ? {diagnostics} : {diagnostics: [], late: answer};
    },
    retract: () => void ask("retract", [], undefined),
    complete: (code, offset) =>
      ask("complete", [code, offset], {matches: [], start: offset, end: offset}),
    inspect: (code, offset) => ask("inspect", [code, offset], undefined),
    isComplete: (code) => ask("isComplete", [code], {status: "complete"}),
    async close() {
      isClosing = true;
      await ask("close", [], undefined);
      await worker.terminate();
    }
  };
}

function timeout(ms: number): {over: Promise<undefined>; clear: () => void} {
  let timer: NodeJS.Timeout;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return {over, clear: () => clearTimeout(timer)};
}

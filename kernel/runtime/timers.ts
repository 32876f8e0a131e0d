import timers from "node:timers";
import {promisify} from "node:util";
import {type CellContext, cellStorage} from "./cellContext.ts";

/**
 * Calls a function in a task of its own, as the runtime does: never one of a cell's, which can be broken off
 * or, when the cell is stopped, does not go off.
 */
export const nextTask: (task: () => void) => void = setImmediate;

type Callback = (...args: unknown[]) => void;
type Start = (callback: Callback, ...args: unknown[]) => NodeJS.Timeout | NodeJS.Immediate;

/**
 * Makes timers belong to the cell that starts them: when it is stopped, they no longer go off.
 *
 * @param run - calls what a timer of a cell calls
 */
export function bindTimers(run: (context: CellContext, callback: () => void) => void): void {
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const start = globalThis[name] as unknown as Start;
    const clear = name === "setInterval" ? clearInterval : undefined;
    const bound = (callback: Callback, ...args: unknown[]): ReturnType<Start> => {
      const context = cellStorage.getStore();
      if (!context || typeof callback !== "function") return start(callback, ...args);
      if (context.isStopped) return start(() => {}, ...args.slice(0, 1));
      const timer = start(
        function (this: unknown, ...values: unknown[]) {
          if (!context.isStopped) run(context, () => callback.apply(this, values));
          else clear?.(timer as NodeJS.Timeout);
        },
        ...args
      );
      return timer;
    };
    Object.defineProperty(bound, "name", {value: name});
    const custom = (start as unknown as {[promisify.custom]?: unknown})[promisify.custom];
    if (custom) Object.defineProperty(bound, promisify.custom, {value: custom});
    Object.defineProperty(globalThis, name, {value: bound, writable: true, configurable: true});
    (timers as unknown as Record<string, unknown>)[name] = bound;
  }
}

import type {ServerContext} from "../context.ts";
import type {Kernels} from "./kernels.ts";

/**
 * Shuts down kernels that nobody has used for longer than `cullIdleTimeout`: never one that computes,
 * and one with an open tab only when that is asked for.
 *
 * @returns ends the looking
 */
export function cullIdleKernels(kernels: Kernels, {config, log}: ServerContext): () => void {
  const {cullIdleTimeout, cullInterval, cullConnected} = config;
  if (cullIdleTimeout <= 0) return () => {};
  const timer = setInterval(() => {
    for (const kernel of kernels.list()) {
      const {id, state, connections, lastActivity} = kernel;
      const idleFor = (Date.now() - lastActivity.getTime()) / 1000;
      if (state === "busy" || kernel.executions.pending().length > 0) continue;
      if (idleFor < cullIdleTimeout || (connections > 0 && !cullConnected)) continue;
      log.warn(`kernel ${id} was idle for ${Math.round(idleFor)} s and is shut down`);
      kernels.shutdown(id).catch((error: unknown) => log.error(error, `kernel ${id} does not end`));
    }
  }, cullInterval * 1000);
  timer.unref();
  return () => clearInterval(timer);
}

import {EventEmitter} from "node:events";
import {onTestFinished} from "vitest";
import type {InstalledKernel} from "../../../src/jupyter/kernelspec.ts";
import {defaultConfig} from "../../../src/server/config/serverConfig.ts";
import type {ServerContext} from "../../../src/server/context.ts";
import {Kernels} from "../../../src/server/kernels/kernels.ts";
import {silentLog} from "../../../src/server/log.ts";
import {temporaryFolder} from "../../jupyter/kernels.ts";

/** Kernels without a server around them, for what depends on the order of calls; they end with the test. */
export function ownKernels(kernel: InstalledKernel): {kernels: Kernels; context: ServerContext} {
  const folder = temporaryFolder();
  const context = {
    rootDir: folder,
    runtimeDir: folder,
    config: defaultConfig,
    kernelspecs: () => new Map([[kernel.name, kernel]]),
    defaultKernel: kernel.name,
    activity: {started: new Date(), lastActivity: new Date(), kernels: 0, connections: 0},
    events: new EventEmitter(),
    log: silentLog
  } as Partial<ServerContext> as ServerContext;
  const kernels = new Kernels(context);
  onTestFinished(() => kernels.close());
  return {kernels, context};
}

import {EventEmitter} from "node:events";
import {mkdirSync, realpathSync} from "node:fs";
import path from "node:path";
import fastify, {type FastifyBaseLogger, type FastifyInstance} from "fastify";
import {runtimePath, userConfigPath} from "../jupyter/configPaths.ts";
import {userDataPath} from "../jupyter/dataPaths.ts";
import {findKernels, type InstalledKernel} from "../jupyter/kernelspec.ts";
import {defaultConfig, type ServerConfig} from "./config/serverConfig.ts";
import type {ServerContext} from "./context.ts";
import {sendErrors} from "./errors.ts";
import {silentLog} from "./log.ts";

/** A resource: adds its routes, which begin at the server's base URL, and its hooks, which stay its own. */
export type Resource = (app: FastifyInstance, context: ServerContext) => void | Promise<void>;

/** The resources of the server, in the order of Jupyter's documentation. */
const resources: Resource[] = [];

export interface ServerOptions extends Partial<ServerConfig> {
  /** The folder that the file browser shows; defaults to the working folder. */
  rootDir?: string;
  /** The path below which everything is served; defaults to `/`. */
  baseUrl?: string;
  /** Jupyter's folders; default to those of the user. */
  configDir?: string;
  dataDir?: string;
  runtimeDir?: string;
  /** Kernels that need no installation; they come before those of the machine. */
  kernels?: readonly InstalledKernel[];
  /** The kernel of a new notebook; defaults to the first built-in one. */
  defaultKernel?: string;
  /** What `POST /api/shutdown` does; defaults to closing the server. */
  stop?: () => void;
  log?: FastifyBaseLogger;
}

/**
 * Makes a server, ready to `listen` or to `inject` requests into. Closing it ends its kernels.
 *
 * @throws Error if the folder to show is not there
 */
export async function createServer({
  rootDir = process.cwd(),
  baseUrl = "/",
  configDir = userConfigPath(),
  dataDir = userDataPath(),
  runtimeDir = runtimePath(),
  kernels = [],
  defaultKernel = kernels[0]?.name ?? "convnotes",
  stop,
  log = silentLog,
  ...chosen
}: ServerOptions = {}): Promise<FastifyInstance> {
  const config: ServerConfig = {...defaultConfig, ...chosen};
  mkdirSync(runtimeDir, {recursive: true, mode: 0o700});
  const app = fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    bodyLimit: config.bodyLimit,
    requestTimeout: config.requestTimeout,
    forceCloseConnections: true,
    routerOptions: {ignoreTrailingSlash: true, maxParamLength: 4096}
  });
  const context: ServerContext = {
    rootDir: realpathSync(path.resolve(rootDir)),
    baseUrl: baseUrlOf(baseUrl),
    config,
    runtimeDir,
    dataDir,
    configDir,
    kernelspecs: () => {
      const builtIn = kernels.map((kernel) => [kernel.name, kernel] as const);
      return new Map([...findKernels(), ...builtIn]);
    },
    defaultKernel,
    activity: {started: new Date(), lastActivity: new Date(), kernels: 0, connections: 0},
    events: new EventEmitter(),
    stop: stop ?? (() => void app.close()),
    log
  };
  sendErrors(app);
  // The router matches decoded paths.
  const prefix = decodeURI(context.baseUrl).slice(0, -1);
  await app.register(
    async (scope) => {
      for (const resource of resources) {
        await scope.register(async (own) => resource(own, context));
      }
    },
    {prefix}
  );
  return app;
}

/** A base URL with one slash at its begin and its end. */
function baseUrlOf(url: string): string {
  const inner = url.split("/").filter(Boolean).join("/");
  return inner ? `/${inner}/` : "/";
}

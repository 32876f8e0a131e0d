import {EventEmitter} from "node:events";
import {mkdirSync, realpathSync} from "node:fs";
import path from "node:path";
import websocket from "@fastify/websocket";
import fastify, {type FastifyBaseLogger, type FastifyInstance, LogController} from "fastify";
import {runtimePath, userConfigPath} from "../jupyter/configPaths.ts";
import {userDataPath} from "../jupyter/dataPaths.ts";
import {findKernels, type InstalledKernel} from "../jupyter/kernelspec.ts";
import {belowBaseUrl, normalBaseUrl} from "./baseUrl.ts";
import {configRoutes} from "./config/configRoutes.ts";
import {defaultConfig, type ServerConfig} from "./config/serverConfig.ts";
import type {ServerContext} from "./context.ts";
import {courseRoutes} from "./course/courseRoutes.ts";
import {pathOf, sendErrors} from "./errors.ts";
import {eventsRoutes} from "./events/eventsRoutes.ts";
import {v1Protocol} from "./channels/v1Protocol.ts";
import {identityRoutes} from "./identity/identityRoutes.ts";
import {runningRoutes} from "./kernels/runningRoutes.ts";
import {kernelspecsRoutes} from "./kernelspecs/kernelspecsRoutes.ts";
import {licensesRoutes} from "./listings/licensesRoutes.ts";
import {listingsRoutes} from "./listings/listingsRoutes.ts";
import {contentsRoutes} from "./contents/contentsRoutes.ts";
import {acceptJson} from "./contents/jsonBody.ts";
import {filesRoutes} from "./files/filesRoutes.ts";
import {silentLog} from "./log.ts";
import {nbconvertRoutes} from "./nbconvert/nbconvertRoutes.ts";
import {assetsRoutes} from "./pages/assetsRoutes.ts";
import {pagesRoutes} from "./pages/pagesRoutes.ts";
import {cspReportRoutes} from "./security/cspReportRoutes.ts";
import {randomToken} from "./security/secrets.ts";
import {secure} from "./security/security.ts";
import {settingsRoutes} from "./settings/settingsRoutes.ts";
import {statusRoutes} from "./status/statusRoutes.ts";
import {runsRoutes} from "./runs/runsRoutes.ts";
import {sweepsRoutes} from "./sweeps/sweepsRoutes.ts";
import {terminalsRoutes} from "./terminals/terminalsRoutes.ts";
import {themesRoutes} from "./themes/themesRoutes.ts";
import {translationsRoutes} from "./translations/translationsRoutes.ts";
import {workspacesRoutes} from "./workspaces/workspacesRoutes.ts";

/** A resource: adds its routes, which begin at the server's base URL, and its hooks, which stay its own. */
export type Resource = (app: FastifyInstance, context: ServerContext) => void | Promise<void>;

/** The resources of the server, in the order of Jupyter's documentation. */
const resources: Resource[] = [
  contentsRoutes,
  filesRoutes,
  kernelspecsRoutes,
  runningRoutes,
  terminalsRoutes,
  eventsRoutes,
  statusRoutes,
  identityRoutes,
  configRoutes,
  cspReportRoutes,
  nbconvertRoutes,
  settingsRoutes,
  workspacesRoutes,
  themesRoutes,
  translationsRoutes,
  listingsRoutes,
  licensesRoutes,
  courseRoutes,
  runsRoutes,
  sweepsRoutes,
  assetsRoutes,
  pagesRoutes
];

declare module "fastify" {
  interface FastifyInstance {
    /** What a client must show; empty when anyone may in, or when only a password opens. */
    token: string;
    /** The path below which everything is served: begins and ends with `/`. */
    baseUrl: string;
  }
}

/** The token is random unless it, or a password, is chosen; `""` asks for nothing. */
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
  /** The front end that was built; without it there are no pages. */
  labDir?: string;
  /** The lectures; without them the course is empty. */
  lecturesDir?: string;
  lockFile?: string;
  /** What `POST /api/shutdown` does; defaults to closing the server. */
  stop?: () => void;
  log?: FastifyBaseLogger;
}

const noCompiler = (): never => {
  throw new Error("createServer: a route with a schema needs Fastify's compilers");
};

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
  labDir,
  lecturesDir,
  lockFile,
  stop,
  log = silentLog,
  ...chosen
}: ServerOptions = {}): Promise<FastifyInstance> {
  const config: ServerConfig = {
    ...defaultConfig,
    token: chosen.passwordHash ? "" : randomToken(),
    ...chosen
  };
  mkdirSync(runtimeDir, {recursive: true, mode: 0o700});
  const normalBase = normalBaseUrl(baseUrl);
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({disableRequestLogging: true}),
    bodyLimit: config.bodyLimit,
    requestTimeout: config.requestTimeout,
    forceCloseConnections: true,
    // Who sends a byte now and then does not hold a connection for long.
    http: {
      headersTimeout: Math.min(20_000, config.requestTimeout),
      connectionsCheckingInterval: Math.min(5000, config.requestTimeout)
    },
    // No route has a schema of Fastify's: their compilers, a third of its start, are not loaded.
    schemaController: {compilersFactory: {buildValidator: noCompiler, buildSerializer: noCompiler}},
    rewriteUrl: ({url = "/"}) => belowBaseUrl(url, normalBase),
    routerOptions: {ignoreTrailingSlash: true, maxParamLength: 4096}
  });
  const context: ServerContext = {
    rootDir: realpathSync(path.resolve(rootDir)),
    baseUrl: normalBase,
    config,
    runtimeDir,
    dataDir,
    configDir,
    kernelspecs: () => {
      const builtIn = kernels.map((kernel) => [kernel.name, kernel] as const);
      // Built-in ones come first, and win.
      return new Map([...builtIn, ...findKernels(), ...builtIn]);
    },
    defaultKernel,
    labDir,
    lecturesDir,
    lockFile,
    pageConfig: {},
    activity: {started: new Date(), lastActivity: new Date(), kernels: 0, connections: 0},
    events: new EventEmitter(),
    stop: stop ?? (() => void app.close()),
    log
  };
  sendErrors(app, context);
  acceptJson(app);
  app.addHook("onResponse", (request, {statusCode, elapsedTime}, done) => {
    const {method, originalUrl} = request;
    log.debug(`${statusCode} ${method} ${pathOf(originalUrl)} ${elapsedTime.toFixed(0)} ms`);
    done();
  });
  app.decorate("token", config.token);
  app.decorate("baseUrl", context.baseUrl);
  await app.register(websocket, {
    options: {
      maxPayload: config.bodyLimit,
      handleProtocols: (offered) => offered.has(v1Protocol) && v1Protocol
    }
  });
  await secure(app, context, chosen.token ?? "");
  for (const resource of resources) {
    await app.register(async (own) => resource(own, context));
  }
  return app;
}

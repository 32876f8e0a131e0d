import type {EventEmitter} from "node:events";
import type {FastifyBaseLogger} from "fastify";
import type {InstalledKernel} from "../jupyter/kernelspec.ts";
import type {ServerConfig} from "./config/serverConfig.ts";

/** What every resource of the server may lean on. */
export interface ServerContext {
  /** The folder that the file browser shows; absolute. */
  rootDir: string;
  /** The path below which everything is served, as in URLs: begins and ends with `/`. */
  baseUrl: string;
  config: Readonly<ServerConfig>;
  /** Jupyter's folder of what lives as long as a process: connection files, server files. */
  runtimeDir: string;
  /** Jupyter's folder of the user's data. */
  dataDir: string;
  /** Jupyter's folder of the user's settings. */
  configDir: string;
  /** The kernels that can be started now: the built-in ones, then those on Jupyter's search path. */
  kernelspecs: () => Map<string, InstalledKernel>;
  /** The kernel of a new notebook. */
  defaultKernel: string;
  /** The folder of the front end that was built, `src/lab/dist`; undefined when there is none. */
  labDir: string | undefined;
  /** The folder of the lectures, `notebooks`; undefined when there is none. */
  lecturesDir: string | undefined;
  /** The `package-lock.json` that names what the front end is made of; undefined when there is none. */
  lockFile: string | undefined;
  /** What resources tell the page about themselves, over JupyterLab's defaults: `terminalsAvailable: true`. */
  pageConfig: Record<string, unknown>;
  /** What `/api/status` tells and culling looks at; resources keep it up to date. */
  activity: Activity;
  /** What `/api/events/subscribe` passes on; resources emit `event`. */
  events: EventEmitter<{event: [ServerEvent]}>;
  /** Ends the server: the answer under way is sent, kernels are shut down, sockets closed. */
  stop: () => void;
  log: FastifyBaseLogger;
}

export interface Activity {
  readonly started: Date;
  /** When somebody last asked for something, or a kernel last said something. */
  lastActivity: Date;
  /** How many kernels run. */
  kernels: number;
  /** How many websockets are open to kernels. */
  connections: number;
}

/** An event of Jupyter's event system, without the envelope of `/api/events`. */
export interface ServerEvent {
  /** For instance `https://events.jupyter.org/jupyter_server/contents_service/v1`. */
  schemaId: string;
  version: string;
  data: Record<string, unknown>;
  /** When it happened, in ISO 8601, if not now. */
  timestamp?: string;
}

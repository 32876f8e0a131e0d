import type {FastifyBaseLogger} from "fastify";
import type {ServerConfig} from "../config/serverConfig.ts";
import type {ServerContext} from "../context.ts";
import {openNotary, type Notary} from "../trust/notary.ts";
import {Queue} from "./queue.ts";

/** What the functions of this folder share: where the files are, and what may be done with them. */
export interface Contents {
  /** The folder that is served; absolute, without links. */
  rootDir: string;
  /** The user's data, where checkpoints go when their own folder takes none. */
  dataDir: string;
  config: Pick<ServerConfig, "allowHidden" | "followSymlinks" | "deleteToTrash">;
  notary: Notary;
  /** Changes to one place wait for each other here. */
  queue: Queue;
  /** Tells others what was done. */
  emit(action: ContentsAction): void;
  log: FastifyBaseLogger;
}

/** What Jupyter's contents events tell. */
export interface ContentsAction {
  action: "get" | "create" | "save" | "rename" | "copy" | "delete";
  path: string;
  source_path?: string;
}

const schemaId = "https://events.jupyter.org/jupyter_server/contents_service/v1";

const made = new WeakMap<ServerContext, Contents>();

/** The contents of a server's folder: one for all its resources, whose changes wait for each other. */
export function createContents(context: ServerContext): Contents {
  const contents = made.get(context) ?? newContents(context);
  made.set(context, contents);
  return contents;
}

function newContents({rootDir, dataDir, config, events, log}: ServerContext): Contents {
  return {
    rootDir,
    dataDir,
    config,
    notary: openNotary(dataDir),
    queue: new Queue(),
    emit: (action) => events.emit("event", {schemaId, version: "1", data: {...action}}),
    log
  };
}

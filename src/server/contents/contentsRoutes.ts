import type {FastifyInstance, FastifyReply, FastifyRequest} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {refuseReading, refuseWriting, type Target, targetOf} from "./action.ts";
import {toApiPath, toUrlPath} from "./apiPath.ts";
import {
  createCheckpoint,
  deleteCheckpoint,
  listCheckpoints,
  restoreCheckpoint
} from "./checkpoints.ts";
import {type Contents, createContents} from "./contents.ts";
import {copy} from "./copy.ts";
import {createUntitled} from "./create.ts";
import type {Encoded} from "./encode.ts";
import {inThread, largeNotebook, ownBytes} from "./inThread.ts";
import {acceptJson, objectIn} from "./jsonBody.ts";
import {serializeModel} from "./jsonBytes.ts";
import {locate} from "./locate.ts";
import type {ContentsModel} from "./model.ts";
import {read} from "./read.ts";
import {readOptions} from "./readOptions.ts";
import {remove} from "./remove.ts";
import {rename} from "./rename.ts";
import {save} from "./save.ts";
import {isTextNotebook} from "./textNotebook.ts";
import {trust} from "./trust.ts";

/**
 * Files, folders and notebooks: `/api/contents/<path>`, `…/checkpoints`, `…/checkpoints/<id>` and
 * `…/trust`, as Jupyter Server has them.
 *
 * Beyond it: `ETag` is the hash of the file; a `PUT` with `If-Match` or `If-None-Match` is refused with
 * 412 when the file on the disk is another one.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html
 */
export function contentsRoutes(app: FastifyInstance, context: ServerContext): void {
  const contents = createContents(context);
  acceptJson(app, isLargeNotebook);

  type Handler = (
    request: FastifyRequest,
    reply: FastifyReply,
    target: Target
  ) => Promise<FastifyReply>;

  const route = (method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE", handler: Handler): void => {
    for (const url of ["/api/contents", "/api/contents/*"]) {
      app.route({
        method,
        url,
        handler: async (request, reply) => {
          const {"*": path = ""} = request.params as {"*"?: string};
          return handler(request, reply, await targetOf(contents, path));
        }
      });
    }
  };

  const sendModel = (reply: FastifyReply, model: ContentsModel, status?: number): FastifyReply => {
    if (status !== undefined) {
      void reply.code(status).header("location", locationOf(context, model.path));
    }
    const modified = new Date(model.last_modified).toUTCString();
    return reply
      .header("last-modified", modified)
      .type("application/json")
      .send(serializeModel(model));
  };

  route("GET", async (request, reply, target) => {
    if (target.about === "checkpoints") {
      return sendJson(reply, await listCheckpoints(contents, target.path));
    }
    if (target.about === "checkpoint") throw methodNotAllowed();
    const path = target.about === "trust" ? `${target.path}/trust` : target.path;
    refuseReading(contents, path);
    const model = await read(contents, path, {...readOptions(request.query), asJson: true});
    if (model.hash) void reply.header("etag", `"${model.hash}"`);
    return sendModel(reply, model);
  });

  route("PUT", async (request, reply, {about, path}) => {
    if (about !== "entry") throw methodNotAllowed();
    const {request: body, encoded} = await saveIn(request, path);
    if (!body || Object.keys(body).length === 0) {
      refuseWriting(contents, path, "create");
      return sendModel(reply, (await createUntitled(contents, path)).model, 201);
    }
    if (body.copy_from) throw new HttpError(400, "Cannot copy with PUT, only POST");
    for (const named of [path, body.path]) {
      if (typeof named === "string") refuseWriting(contents, named, "create");
    }
    const {"if-match": ifMatch, "if-none-match": ifNoneMatch} = request.headers;
    const asked = {...body, type: knownType(body.type)};
    const {model, isNew, hash} = await save(contents, path, asked, {
      ifMatch,
      ifNoneMatch,
      encoded
    });
    if (hash !== undefined) void reply.header("etag", `"${hash}"`);
    return sendModel(reply, model, isNew ? 201 : 200);
  });

  route("POST", async (request, reply, target) => {
    const {path} = target;
    if (target.about === "checkpoints") {
      const checkpoint = await createCheckpoint(contents, path);
      const location = `${locationOf(context, path)}/checkpoints/${checkpoint.id}`;
      return sendJson(reply.code(201).header("location", location), checkpoint);
    }
    if (target.about === "checkpoint") {
      await restoreCheckpoint(contents, path, target.id);
      return reply.code(204).send();
    }
    if (target.about === "trust") {
      await trust(contents, path);
      return reply.code(201).send();
    }
    const body = objectIn(request);
    const from = body?.copy_from;
    refuseWriting(contents, path, from ? "copy" : "create");
    await checkFolder(contents, path);
    if (from === undefined || from === null || from === "") {
      const {model} = await createUntitled(contents, path, body);
      return sendModel(reply, model, 201);
    }
    if (typeof from !== "string") throw new HttpError(400, "copy_from is a path");
    refuseWriting(contents, from, "copy");
    return sendModel(reply, await copy(contents, from, path), 201);
  });

  route("PATCH", async (request, reply, {about, path}) => {
    if (about !== "entry") throw methodNotAllowed();
    const body = objectIn(request);
    if (!body) throw new HttpError(400, "JSON body missing");
    const {path: to = path} = body;
    if (typeof to !== "string") throw new HttpError(400, "path is the new path");
    for (const named of [path, to]) refuseWriting(contents, named, "rename");
    return sendModel(reply, await rename(contents, path, to), 200);
  });

  route("DELETE", async (_request, reply, target) => {
    if (target.about === "checkpoint") {
      await deleteCheckpoint(contents, target.path, target.id);
    } else {
      if (target.about !== "entry") throw methodNotAllowed();
      refuseWriting(contents, target.path, "delete");
      await remove(contents, target.path);
    }
    return reply.code(204).send();
  });
}

/** Whether a body is better read in another thread: what is saved, and large. */
function isLargeNotebook({method, params}: FastifyRequest, body: Buffer): boolean {
  const {"*": path = ""} = params as {"*"?: string};
  return method === "PUT" && body.length >= largeNotebook && !isTextNotebook(path);
}

/** The model in the body of a save; of a large notebook also the bytes of its file. */
async function saveIn(
  request: FastifyRequest,
  path: string
): Promise<{request: Record<string, unknown> | undefined; encoded?: Encoded}> {
  if (!Buffer.isBuffer(request.body)) return {request: objectIn(request)};
  const body = ownBytes(request.body);
  return inThread("parseSave", {path, body}, body);
}

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type("application/json").send(JSON.stringify(value));
}

function locationOf({baseUrl}: ServerContext, path: string): string {
  return `${baseUrl}api/contents/${toUrlPath(path)}`;
}

/** A type that we do not know is a file, as in Jupyter Server. */
function knownType(type: unknown): string | undefined {
  if (type === undefined || type === null || type === "") return undefined;
  return type === "directory" || type === "notebook" ? type : "file";
}

/** @throws HttpError 400 if a file is where something is to be made */
async function checkFolder(contents: Contents, path: string): Promise<void> {
  const {stats} = await locate(contents, toApiPath(path));
  if (stats?.isFile()) throw new HttpError(400, "Cannot POST to files, use PUT instead.");
}

function methodNotAllowed(): HttpError {
  return new HttpError(405, "Method Not Allowed");
}

import type {FastifyInstance, FastifyRequest} from "fastify";
import {objectIn} from "../contents/jsonBody.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {sessionModel, type SessionRequest, type Sessions} from "./sessions.ts";

/**
 * `/api/sessions` and `/api/sessions/<id>`, as Jupyter Server has them; a notebook's `PATCH` with a
 * kernel's name starts that kernel in place of the one it has.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html
 */
export function sessionsRoutes(
  app: FastifyInstance,
  {baseUrl}: ServerContext,
  sessions: Sessions
): void {
  app.get("/api/sessions", {config: {tracksActivity: false}}, () =>
    sessions.list().map(sessionModel)
  );

  app.post("/api/sessions", async (request, reply) => {
    const {path, type, ...rest} = requestIn(request);
    if (path === undefined) throw new HttpError(400, "Missing field in JSON data: path");
    if (type === undefined) throw new HttpError(400, "Missing field in JSON data: type");
    const session = await sessions.open({...rest, path, type});
    return reply
      .code(201)
      .header("location", `${baseUrl}api/sessions/${session.id}`)
      .send(sessionModel(session));
  });

  type Params = {Params: {id: string}};

  app.get<Params>("/api/sessions/:id", {config: {tracksActivity: false}}, ({params}) =>
    sessionModel(sessions.get(params.id))
  );

  app.patch<Params>("/api/sessions/:id", async (request) =>
    sessionModel(await sessions.change(request.params.id, requestIn(request)))
  );

  app.delete<Params>("/api/sessions/:id", async ({params}, reply) => {
    await sessions.delete(params.id);
    return reply.code(204).send();
  });
}

/** @throws HttpError 400 if a field is not of its type */
function requestIn(request: FastifyRequest): SessionRequest {
  const body = objectIn(request);
  if (!body) throw new HttpError(400, "No JSON data provided");
  const {notebook, kernel} = body as {notebook?: unknown; kernel?: unknown};
  // Clients of before Jupyter had sessions of anything else.
  const older = isObject(notebook) ? {path: notebook.path ?? notebook.name, type: "notebook"} : {};
  const {path, name, type} = {...body, ...older} as Record<string, unknown>;
  const {id, name: kernelName} = isObject(kernel) ? kernel : {};
  return {
    path: textOr(path, "path")?.replace(/^\/+/, ""),
    name: textOr(name, "name"),
    type: textOr(type, "type"),
    kernel: {id: textOr(id, "kernel.id"), name: textOr(kernelName, "kernel.name")}
  };
}

/** Nothing, as `""` and `null` are: clients send them for what they do not know. */
function textOr(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || (value === "" && field !== "name")) return undefined;
  if (typeof value === "string") return value;
  throw new HttpError(400, `${field} is a string, but got ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

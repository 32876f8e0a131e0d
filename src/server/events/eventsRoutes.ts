import path from "node:path";
import type {FastifyInstance} from "fastify";
import {keepAlive} from "../channels/keepAlive.ts";
import {acceptJson, objectIn} from "../contents/jsonBody.ts";
import type {ServerContext, ServerEvent} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {type EventSchemas, loadEventSchemas} from "./eventSchemas.ts";

/**
 * `/api/events`, which takes an event, and `/api/events/subscribe`, the websocket over which all events
 * go out: those of contents and kernels, and those that were posted.
 *
 * An event is taken if its schema is registered: those of Jupyter Server's own events, and what is in the
 * folder `event_schemas` of Jupyter's data.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/operators/events.html
 */
export function eventsRoutes(app: FastifyInstance, {events, dataDir, log}: ServerContext): void {
  acceptJson(app);
  let schemas: Promise<EventSchemas> | undefined;

  app.post("/api/events", async (request, reply) => {
    const body = objectIn(request);
    if (!body) throw new HttpError(400, "No JSON data provided");
    for (const field of ["schema_id", "version", "data"]) {
      if (field in body) continue;
      throw new HttpError(400, `Missing \`${field}\` in the JSON request body.`);
    }
    const {schema_id: schemaId, version, data, timestamp} = body;
    if (typeof schemaId !== "string" || typeof data !== "object" || data === null) {
      throw new HttpError(400, "schema_id is a string, and data an object");
    }
    const at = timestamp === undefined ? undefined : timeOf(timestamp);
    schemas ??= loadEventSchemas(path.join(dataDir, "event_schemas"), {
      warn: (error, text) => log.warn(error, text)
    });
    (await schemas).check(schemaId, String(version), data);
    const event: ServerEvent = {
      schemaId,
      version: String(version),
      data: {...data},
      ...(at !== undefined && {timestamp: at})
    };
    events.emit("event", event);
    return reply.code(204).send();
  });

  events.setMaxListeners(0);
  app.get("/api/events/subscribe", {websocket: true, config: {tracksActivity: false}}, (socket) => {
    keepAlive(socket);
    const send = (event: ServerEvent): void => {
      if (socket.bufferedAmount > enough) socket.close(1013, "too slow for the events");
      else socket.send(JSON.stringify(envelope(event)));
    };
    events.on("event", send);
    socket.on("close", () => events.off("event", send));
  });
}

/** How much may wait for a client, in bytes. */
const enough = 4e6;

/** An event as it goes out. Its data cannot pass it off as another. */
function envelope({schemaId, version, timestamp, data}: ServerEvent): Record<string, unknown> {
  return {
    ...data,
    schema_id: schemaId,
    __timestamp__: timestamp ?? new Date().toISOString(),
    __schema__: schemaId,
    __schema_version__: version,
    __metadata_version__: 1
  };
}

function timeOf(timestamp: unknown): string {
  const text = String(timestamp);
  // Jupyter writes both an offset and a Z.
  const time = Date.parse(text.replace(/([+-]\d\d:?\d\d)Z$/, "$1"));
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new HttpError(400, `timestamp is a time in ISO 8601, but got ${text}`);
}

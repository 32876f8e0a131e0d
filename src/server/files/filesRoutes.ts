import type {Stats} from "node:fs";
import {open} from "node:fs/promises";
import type {FastifyInstance, FastifyReply, FastifyRequest} from "fastify";
import {refuseReading} from "../contents/action.ts";
import {nameOf, noSuchPath, toApiPath} from "../contents/apiPath.ts";
import {toHttpError} from "../contents/fileErrors.ts";
import {locate} from "../contents/locate.ts";
import {mimeTypeOf} from "../contents/mimeType.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {parseRange} from "./range.ts";

/**
 * Files as they are: `GET /files/<path>`, with `?download=1` to be saved. They are streamed, in parts if
 * asked for. What a document among them runs, it runs in a sandbox, as from a site of its own.
 */
export function filesRoutes(app: FastifyInstance, context: ServerContext): void {
  const {rootDir, config} = context;
  // HEAD is a route of its own: the one that comes with GET says that what is not sent has no length.
  app.route({method: ["GET", "HEAD"], url: "/files/*", handler: serveFile});

  async function serveFile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const {"*": url} = request.params as {"*": string};
    const path = toApiPath(url);
    refuseReading({config}, path);
    try {
      const {target, stats} = await locate({rootDir, config}, path);
      if (!stats) throw noSuchPath(path);
      // A pipe or a device is not even opened.
      if (!stats.isFile()) throw new HttpError(403, `${path} is not a file`);
      return await sendFile(request, reply, path, target);
    } catch (error) {
      throw toHttpError(error, path);
    }
  }
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  target: string
): Promise<FastifyReply> {
  const handle = await open(target);
  let isStreamed = false;
  try {
    const stats = await handle.stat();
    const {download} = request.query as {download?: string};
    setHeaders(reply, path, stats, {isDownload: Boolean(download) || path.endsWith(".ipynb")});
    if (isUnchanged(request, reply)) return reply.code(304).send();
    const range = isRangeOfThis(request, reply)
      ? parseRange(request.headers.range, stats.size)
      : undefined;
    if (range === "unsatisfiable") {
      return reply.code(416).header("content-range", `bytes */${stats.size}`).send();
    }
    const {start, end} = range ?? {start: 0, end: stats.size - 1};
    if (range) void reply.code(206).header("content-range", `bytes ${start}-${end}/${stats.size}`);
    void reply.header("content-length", end - start + 1);
    if (request.method === "HEAD" || stats.size === 0) return reply.send();
    isStreamed = true;
    // The stream closes the file, also when the client goes away.
    return reply.send(handle.createReadStream({start, end}));
  } finally {
    if (!isStreamed) await handle.close();
  }
}

function setHeaders(
  reply: FastifyReply,
  path: string,
  stats: Stats,
  {isDownload}: {isDownload: boolean}
): void {
  const policy = String(reply.getHeader("content-security-policy") ?? "frame-ancestors 'self'");
  const type = mimeTypeOf(path) ?? "application/octet-stream";
  void reply.headers({
    // The document may load what it needs, but has no origin: it cannot speak to this server.
    "content-security-policy": `${withoutDefault(policy)}; sandbox allow-scripts`,
    "x-content-type-options": "nosniff",
    // The browser asks each time, and is told when it has it already.
    "cache-control": "no-cache",
    "accept-ranges": "bytes",
    "content-type": /^text\/|^application\/(json|javascript)$/.test(type)
      ? `${type}; charset=UTF-8`
      : type,
    etag: `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs * 1000).toString(36)}"`,
    "last-modified": stats.mtime.toUTCString()
  });
  if (!isDownload) return;
  const name = encodeURIComponent(nameOf(path)).replace(/['()*]/g, escapeCharacter);
  void reply.header("content-disposition", `attachment; filename*=utf-8''${name}`);
}

/** The policy of answers of the API forbids all that a document consists of. */
function withoutDefault(policy: string): string {
  const kept = policy.split(";").map((part) => part.trim());
  return kept.filter((part) => part && !part.startsWith("default-src")).join("; ");
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function isUnchanged({headers}: FastifyRequest, reply: FastifyReply): boolean {
  const tag = String(reply.getHeader("etag"));
  const known = headers["if-none-match"];
  if (known !== undefined) return known.split(",").some((one) => one.trim() === tag);
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return since >= Date.parse(String(reply.getHeader("last-modified")));
}

/** A part belongs to what the client has of the file before; of another version it would be wrong. */
function isRangeOfThis({headers}: FastifyRequest, reply: FastifyReply): boolean {
  const condition = headers["if-range"];
  if (condition === undefined) return true;
  return [reply.getHeader("etag"), reply.getHeader("last-modified")].includes(condition);
}

import {readFile} from "node:fs/promises";
import type {FastifyInstance, FastifyReply} from "fastify";
import type {Notebook} from "../../notebook/notebook.ts";
import type {CodeView} from "../../notebook/report/cells.ts";
import {refuseReading} from "../contents/action.ts";
import {nameOf, noSuchPath, toApiPath} from "../contents/apiPath.ts";
import {checkSize} from "../contents/decode.ts";
import {toHttpError} from "../contents/fileErrors.ts";
import {locate} from "../contents/locate.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {type Exporter, exporters, imageReader, type Made} from "./exporters.ts";

interface Exported {
  Params: {format: string; "*": string};
  Querystring: {download?: string; code?: string};
}

const codeViews: readonly string[] = ["show", "fold", "hide"] satisfies CodeView[];

/**
 * `/api/nbconvert`: the formats that a notebook can be exported to, and `/nbconvert/<format>/<path>`: a
 * notebook in one of them, to be saved with `?download=true`.
 *
 * Beyond Jupyter Server: `&code=fold` puts the code of cells behind a click, `&code=hide` leaves it out.
 */
export function nbconvertRoutes(app: FastifyInstance, {rootDir, config}: ServerContext): void {
  app.get("/api/nbconvert", () => {
    const there = Object.entries(exporters).filter(([, {isThere}]) => isThere?.() ?? true);
    return Object.fromEntries(there.map(([name, {type}]) => [name, {output_mimetype: type}]));
  });

  app.get<Exported>("/nbconvert/:format/*", async ({params, query}, reply) => {
    const exporter = Object.hasOwn(exporters, params.format) && exporters[params.format];
    if (!exporter) throw new HttpError(404, `No exporter is called ${params.format}`);
    const {code = "show", download} = query;
    if (!codeViews.includes(code)) {
      throw new HttpError(400, `code is show, fold or hide, but got ${code}`);
    }
    const file = toApiPath(params["*"]);
    refuseReading({config}, file);
    const {target, stats} = await locate({rootDir, config}, file);
    if (!stats) throw noSuchPath(file);
    if (!stats.isFile()) throw new HttpError(400, `${file} is no notebook`);
    checkSize(file, stats.size);
    const text = await readFile(target, "utf8").catch((error: unknown) => {
      throw toHttpError(error, file);
    });
    const notebook = await parseNotebook(text, file);
    const name = nameOf(file).replace(/\.\w+$/, "");
    const readImage = imageReader({rootDir, config}, target);
    const made = await attempt(() =>
      exporter.make(notebook, {name, readImage, code: code as CodeView})
    );
    return send(reply, {...exporter, ...made}, {name, isDownload: download === "true"});
  });
}

async function parseNotebook(text: string, file: string): Promise<Notebook> {
  const {formatOf, parseFormat} = await import("../../notebook/formats.ts");
  try {
    return parseFormat(text, formatOf(file), {name: file});
  } catch (error) {
    throw new HttpError(400, `${file} is no notebook: ${(error as Error).message}`);
  }
}

/** Makes what an exporter cannot do an answer in its words. */
async function attempt<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new HttpError(500, `The export failed: ${(error as Error).message}`, {cause: error});
  }
}

function send(
  reply: FastifyReply,
  {type, extension, data}: Exporter & Made,
  {name, isDownload}: {name: string; isDownload: boolean}
): FastifyReply {
  const file = encodeURIComponent(name + extension).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`
  );
  const place = isDownload ? "attachment" : "inline";
  return reply
    .type(type.startsWith("text/") ? `${type}; charset=utf-8` : type)
    .headers({
      // What a report runs, it runs as from a site of its own: it cannot speak to this server.
      "content-security-policy": "frame-ancestors 'self'; sandbox allow-scripts allow-downloads",
      "content-disposition": `${place}; filename*=utf-8''${file}`
    })
    .send(typeof data === "string" ? data : Buffer.from(data));
}

import {mkdir} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {withIds} from "../../notebook/cellIds.ts";
import {type Notebook, parseNotebook, serializeNotebook} from "../../notebook/notebook.ts";
import {commitOf} from "../../notebook/run/commit.ts";
import {injectParameters} from "../../notebook/run/inject.ts";
import {
  computingVersions,
  libraryFactsIn,
  libraryQuestion
} from "../../notebook/run/libraryFacts.ts";
import type {RunStatus} from "../../notebook/run/metadata.ts";
import {RunRecord} from "../../notebook/run/record.ts";
import {newRunFolder} from "../../notebook/run/runFolder.ts";
import {sourceHash} from "../../notebook/run/sourceHash.ts";
import {writeAtomic} from "../../notebook/writeAtomic.ts";
import {refuseReading} from "../contents/action.ts";
import {toApiPath} from "../contents/apiPath.ts";
import {toHttpError} from "../contents/fileErrors.ts";
import {acceptJson, objectIn} from "../contents/jsonBody.ts";
import {locate} from "../contents/locate.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {ownVersion} from "../pages/pageConfig.ts";

/** A run that the lab has begun and not ended. */
interface OpenRun {
  folder: string;
  file: string;
  values: Record<string, unknown>;
  record: RunRecord;
}

const statuses: readonly RunStatus[] = ["completed", "failed", "interrupted", "died"];

/**
 * `/api/convnotes/runs`: the records of runs with other parameters, as `convnotes run` makes them, for
 * notebooks whose cells the lab runs. Paths are those of `/api/contents`.
 *
 *     POST /api/convnotes/runs   {"path": "…", "notebook": {…}, "values": {"width": 6},
 *                                 "kernel": "convnotes", "versions": {"convnotes kernel": "…"}}
 *          201 {"path": "runs/01-edges/2026-…", "begin": "…", "end": "…"}: the run's folder, and two
 *          expressions for its kernel, before the first cell and after the last
 *     PUT  /api/convnotes/runs   {"path": "runs/…", "notebook": {…}, "status": "completed", "end": "…"}
 *          200 {"path": "…"}, where `end` is what the second expression came to
 */
export function runsRoutes(app: FastifyInstance, context: ServerContext): void {
  const open = new Map<string, OpenRun>();
  acceptJson(app);

  app.post("/api/convnotes/runs", async (request, reply) => {
    const {path: given, notebook: sent, values, kernel, versions} = objectIn(request) ?? {};
    if (typeof given !== "string") throw new HttpError(400, "A run is of a notebook: its path");
    const apiPath = toApiPath(given);
    refuseReading(context, apiPath);
    const {target} = await locate(context, apiPath);
    const chosen = (values ?? {}) as Record<string, unknown>;
    const notebook = notebookIn(sent);
    const injected = inRequest(() => injectParameters(notebook, {values: chosen}));
    const file = newRunFolder(apiPath);
    const folder = path.join(context.rootDir, file);
    const record = new RunRecord(injected.notebook, {
      injected,
      quick: false,
      kernel: String(kernel),
      version: await ownVersion,
      inputPath: apiPath,
      outputPath: path.join(file, nameOf(apiPath)),
      sourceHash: sourceHash(notebook)
    });
    Object.assign(record.run.versions, versions, computingVersions());
    record.run.commit = await commitOf(target);
    try {
      await mkdir(folder, {recursive: true});
      await writeAtomic(path.join(folder, "run.json"), record.toFile());
    } catch (error) {
      throw toHttpError(error, file);
    }
    const place = file.split(path.sep).join("/");
    open.set(place, {folder, file: nameOf(apiPath), values: chosen, record});
    const told = {CONVNOTES_RUN: folder, CONVNOTES_CHECKPOINTS: path.join(folder, "checkpoints")};
    const forgotten = Object.keys(told).map((name) => `delete process.env.${name}`);
    return reply.code(201).send({
      path: place,
      begin: `Object.assign(process.env, ${JSON.stringify(told)}) && 0`,
      end: `(${forgotten.join(", ")}, ${libraryQuestion})`
    });
  });

  app.put("/api/convnotes/runs", async (request) => {
    const {path: place, notebook: sent, status, end} = objectIn(request) ?? {};
    const run = open.get(String(place));
    if (!run) throw new HttpError(404, `No run at ${String(place)} is under way`);
    if (!statuses.includes(status as RunStatus)) {
      throw new HttpError(400, `A run is ${statuses.join(", ")}, but got ${String(status)}`);
    }
    const {record, folder, file, values} = run;
    const {notebook} = inRequest(() => injectParameters(notebookIn(sent), {values}));
    Object.assign(record.run, libraryFactsIn(String(end)));
    record.finish({status: status as RunStatus});
    record.attachTo(notebook);
    const {metadata, cells} = notebook;
    const executed: Notebook = {cells: withIds(cells), metadata, nbformat: 4, nbformat_minor: 5};
    try {
      await writeAtomic(path.join(folder, file), serializeNotebook(executed));
      await writeAtomic(path.join(folder, "run.json"), record.toFile());
    } catch (error) {
      throw toHttpError(error, String(place));
    }
    open.delete(String(place));
    return {path: place};
  });
}

/** The name of the executed notebook, whatever format the one is in that is run. */
const nameOf = (apiPath: string): string => `${path.parse(apiPath).name}.ipynb`;

const notebookIn = (sent: unknown): Notebook =>
  inRequest(() => parseNotebook(JSON.stringify(sent ?? null)));

/** What is wrong with what was sent is the sender's to know. */
function inRequest<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new HttpError(400, (cause as Error).message, {cause});
  }
}

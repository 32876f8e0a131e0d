import {stat} from "node:fs/promises";
import path from "node:path";
import type {FastifyInstance} from "fastify";
import {refuseReading} from "../contents/action.ts";
import {toApiPath} from "../contents/apiPath.ts";
import {acceptJson, objectIn} from "../contents/jsonBody.ts";
import {locate} from "../contents/locate.ts";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {listSweeps} from "./listSweeps.ts";
import {Readers} from "./readers.ts";
import {sweepView} from "./sweepView.ts";
import {trialView} from "./trialView.ts";

/**
 * `/api/convnotes/sweeps`: the sweeps below the folder that is shown, whoever runs them. Paths are those
 * of `/api/contents`.
 *
 *     GET  /api/convnotes/sweeps
 *          {"sweeps": [{"path": "runs/sweep/2026-…", "name": "sweep", "status": "running",
 *            "finished": 3, "planned": 20, "secondsLeft": 41, "best": {"number": 1, "value": 0.97}, …}]}
 *     GET  /api/convnotes/sweeps/view?path=…&since=…
 *          the same of one sweep, with "revision", and unless that is the one of `since`, its "figures"
 *          and "trials"
 *     GET  /api/convnotes/sweeps/trial?path=…&number=3
 *          a trial: parameters, state, error, its curves and the filters of its first layer
 *     POST /api/convnotes/sweeps/stop     {"path": "…"}: 202, the wish is told; 409 when nobody runs it
 *     POST /api/convnotes/sweeps/resume   {"path": "…"}: 200 when it runs; 409 when it cannot
 *
 * Reading takes no lock and changes nothing.
 */
export function sweepsRoutes(app: FastifyInstance, context: ServerContext): void {
  const {log} = context;
  const readers = new Readers();
  const list = listSweeps(context, readers);
  acceptJson(app);

  /** The folder of the sweep at an API path. */
  async function folderOf(given: unknown): Promise<{apiPath: string; folder: string}> {
    if (typeof given !== "string") {
      throw new HttpError(
        400,
        `sweeps: the path of a sweep is expected, but got ${JSON.stringify(given) ?? "nothing"}`
      );
    }
    const apiPath = toApiPath(given);
    refuseReading(context, apiPath);
    const {target} = await locate(context, apiPath);
    const settings = await stat(path.join(target, "sweep.json")).catch(() => undefined);
    if (settings?.isFile()) return {apiPath, folder: target};
    throw new HttpError(404, `There is no sweep at ${apiPath || "the root folder"}`);
  }

  app.get("/api/convnotes/sweeps", async () => ({sweeps: await list()}));

  app.get<{Querystring: {path?: unknown; since?: unknown}}>(
    "/api/convnotes/sweeps/view",
    async ({query}) => {
      const {apiPath, folder} = await folderOf(query.path);
      return {path: apiPath, ...(await sweepView(await readers.read(folder), query.since))};
    }
  );

  app.get<{Querystring: {path?: unknown; number?: unknown}}>(
    "/api/convnotes/sweeps/trial",
    async ({query}) => {
      const {folder, apiPath} = await folderOf(query.path);
      const {trials, name} = await readers.read(folder);
      const trial = trials.find(({number}) => String(number) === query.number);
      if (trial) return trialView(folder, trial, {name});
      throw new HttpError(404, `The sweep at ${apiPath} has no trial ${String(query.number)}`);
    }
  );

  app.post("/api/convnotes/sweeps/stop", async (request, reply) => {
    const {folder, apiPath} = await folderOf(objectIn(request)?.path);
    const {status} = await readers.read(folder);
    if (status !== "running" && status !== "stopping") {
      throw new HttpError(409, `Nobody runs the sweep at ${apiPath}: it is ${status}`);
    }
    const {stopSweep} = await import("@convnotes/sweep");
    // A trial may be in the middle of a step: the view says when it has stopped.
    stopSweep(folder).catch((error: Error) =>
      log.warn(`${apiPath} is not stopped: ${error.message}`)
    );
    return reply.code(202).send({path: apiPath, status: "stopping"});
  });

  app.post("/api/convnotes/sweeps/resume", async (request) => {
    const {folder, apiPath} = await folderOf(objectIn(request)?.path);
    const {status, canResume} = await readers.read(folder);
    if (status !== "stopped" || !canResume) {
      const why =
        status === "stopped"
          ? "its trials run inside a program; run that again with this folder"
          : `it is ${status}`;
      throw new HttpError(409, `The sweep at ${apiPath} cannot be gone on with here: ${why}`);
    }
    const {resumeSweep} = await import("@convnotes/sweep");
    try {
      await resumeSweep(folder);
    } catch (cause) {
      throw new HttpError(409, (cause as Error).message, {cause});
    }
    return {path: apiPath, status: "running"};
  });
}

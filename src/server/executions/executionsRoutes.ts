import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import type {Kernels} from "../kernels/kernels.ts";
import type {Sessions} from "../sessions/sessions.ts";
import type {Execution} from "./executionLog.ts";
import type {Output} from "./outputs.ts";

/** An execution as the interface tells it. */
export interface ExecutionModel {
  /** The cell, if the client has named it in its request's metadata (`cellId`, as JupyterLab does). */
  cell_id: string | null;
  /** Id of the request: `parent_header.msg_id` of all that comes of it. */
  msg_id: string;
  /** Session of the client that asked: `parent_header.session`. */
  session: string;
  /** The code as it was run; the cell may have been edited since. */
  code: string;
  state: "queued" | "running" | "done";
  /** How it ended, once it is done. */
  status: "ok" | "error" | "aborted" | null;
  execution_count: number | null;
  /** As a notebook holds them: printed text merged, displays updated, cleared ones gone. */
  outputs: Output[];
  /** For `update_display_data` messages to come: the display ids of the outputs, by their index. */
  display_ids: Record<number, string>;
  /**
   * Ids of the newest iopub messages that are in the outputs already, the last one last: they may
   * still be on their way over the websocket, and must not be applied again.
   */
  newest_msg_ids: string[];
  /** The `input_request` that waits for an answer. */
  input_request: {msg_id: string; content: unknown} | null;
  /** ISO 8601. */
  requested: string;
  started: string | null;
  ended: string | null;
  /** When something about it last changed: newer than the file, it may hold what the file does not. */
  changed: string;
}

/**
 * What cells have put out, which belongs to the server and not to the tab that ran them.
 *
 *     GET /api/convnotes/executions?kernel_id=<id>        or ?session_id=<id> or ?path=<path>
 *     → {"kernel_id": …, "executions": [ExecutionModel, …]}
 *
 * of each cell the newest, oldest first; `&outputs=0` leaves the outputs out.
 *
 * A front end that opens a notebook whose cells ran, or still run, without it goes on like this:
 *
 * 1. connect to the kernel, and from then on keep the iopub messages whose parent it does not know;
 * 2. get the executions; of each, find the cell by id, put `outputs` and `execution_count` in it;
 * 3. for one that is not done, apply the kept messages whose `parent_header.msg_id` is its `msg_id`, and
 *    then all that follow, until `status: idle`: in both cases but for `newest_msg_ids`.
 *    `update_display_data` changes the outputs that `display_ids` names;
 * 4. answer an `input_request` with an `input_reply` whose parent header is the question's.
 *
 * As long as no front end is connected, the server writes what comes of the cells into the notebook
 * itself.
 */
export function executionsRoutes(
  app: FastifyInstance,
  _context: ServerContext,
  kernels: Kernels,
  sessions: Sessions
): void {
  interface Query {
    kernel_id?: string;
    session_id?: string;
    path?: string;
    outputs?: string;
  }
  app.get<{Querystring: Query}>(
    "/api/convnotes/executions",
    {config: {tracksActivity: false}},
    ({query}) => {
      const kernel = kernelOf(query, kernels, sessions);
      const newest = new Map<string, Execution>();
      for (const execution of kernel.executions.all()) {
        const key = execution.cellId ?? execution.request.msg_id;
        newest.delete(key);
        newest.set(key, execution);
      }
      const executions = [...newest.values()].map((one) => modelOf(one, query.outputs !== "0"));
      return {kernel_id: kernel.id, executions};
    }
  );
}

function kernelOf(
  {kernel_id, session_id, path}: {kernel_id?: string; session_id?: string; path?: string},
  kernels: Kernels,
  sessions: Sessions
): ReturnType<Kernels["get"]> {
  if (kernel_id) return kernels.get(kernel_id);
  if (session_id) return sessions.get(session_id).kernel;
  if (!path) throw new HttpError(400, "Expected kernel_id, session_id or path");
  const session = sessions.list().find((one) => one.path === path);
  if (!session) throw new HttpError(404, `No session has the path ${path}`);
  return session.kernel;
}

function modelOf(execution: Execution, withOutputs: boolean): ExecutionModel {
  const {request, question} = execution;
  const outputs = execution.outputs.toJSON();
  const displays = outputs.map((output) => execution.outputs.displayIdOf(output));
  return {
    cell_id: execution.cellId ?? null,
    msg_id: request.msg_id,
    session: request.session,
    code: execution.code,
    state: execution.state,
    status: execution.status ?? null,
    execution_count: execution.executionCount,
    outputs: withOutputs ? outputs : [],
    display_ids: Object.fromEntries(displays.flatMap((id, index) => (id ? [[index, id]] : []))),
    newest_msg_ids: execution.newest,
    input_request: question ? {msg_id: question.header.msg_id, content: question.content} : null,
    requested: execution.requested.toISOString(),
    started: execution.started?.toISOString() ?? null,
    ended: execution.ended?.toISOString() ?? null,
    changed: execution.changed.toISOString()
  };
}

import {URLExt} from "@jupyterlab/coreutils";
import type {IOutput} from "@jupyterlab/nbformat";
import {ServerConnection} from "@jupyterlab/services";

/** What the server knows of a cell's last run. */
export interface Execution {
  readonly cell_id: string | null;
  /** Id of the request: the parent of all that comes of it. */
  readonly msg_id: string;
  readonly session: string;
  readonly state: "queued" | "running" | "done";
  readonly execution_count: number | null;
  readonly outputs: IOutput[];
  /** The display ids of outputs, by their index. */
  readonly display_ids: Readonly<Record<number, string>>;
  /** The newest messages that are in the outputs; they may still be on their way over the websocket. */
  readonly newest_msg_ids: readonly string[];
  /** When something about it last changed, ISO 8601. */
  readonly changed: string;
}

/**
 * What the cells of a session have put out, whoever asked for it.
 *
 * @throws ServerConnection.ResponseError if the server does not say
 */
export async function executionsOf(
  sessionId: string,
  settings: ServerConnection.ISettings
): Promise<Execution[]> {
  const url = URLExt.join(settings.baseUrl, "api/convnotes/executions");
  const response = await ServerConnection.makeRequest(
    url + URLExt.objectToQueryString({session_id: sessionId}),
    {},
    settings
  );
  // The session may just have ended, and another server knows nothing of this.
  if (response.status === 404) return [];
  if (!response.ok) throw await ServerConnection.ResponseError.create(response);
  return ((await response.json()) as {executions: Execution[]}).executions;
}

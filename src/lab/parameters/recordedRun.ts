import {URLExt} from "@jupyterlab/coreutils";
import type {NotebookPanel} from "@jupyterlab/notebook";
import {type Kernel, ServerConnection} from "@jupyterlab/services";
import type {ParameterValue} from "../../notebook/parameters.ts";

/** How a run ended, in the words of `convnotes run`. */
type RunStatus = "completed" | "failed" | "interrupted" | "died";

/** Where a run is recorded, and what is done in its kernel before the first cell and after the last. */
interface BegunRun {
  readonly path: string;
  readonly begin: string;
  readonly end: string;
}

/**
 * Runs cells so that a record of the run stays, as of `convnotes run`: a folder below `runs/` with
 * `run.json`, the numbers and checkpoints of its trainings, and the executed notebook.
 *
 * @param act - runs the cells; says whether all of them ran without error
 * @returns whether they did, and the folder
 * @throws Error if there is no kernel, or the record cannot be kept
 */
export async function recorded(
  panel: NotebookPanel,
  values: Readonly<Record<string, ParameterValue>>,
  act: () => Promise<boolean>
): Promise<{ran: boolean; path: string}> {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) throw new Error("the notebook has no kernel");
  const {implementation, implementation_version, language_info} = await kernel.info;
  const settings = kernel.serverSettings;
  const {path, begin, end} = (await ask(settings, "POST", {
    path: panel.context.localPath,
    notebook: panel.content.model!.toJSON(),
    values,
    kernel: kernel.name,
    versions: {
      [`${implementation} kernel`]: implementation_version,
      [language_info.name]: language_info.version
    }
  })) as BegunRun;
  await evaluate(kernel, begin);
  const ran = await act();
  const status = ran ? "completed" : statusOf(panel);
  const told = status === "died" ? "" : await evaluate(kernel, end);
  const notebook = panel.content.model!.toJSON();
  await ask(settings, "PUT", {path, notebook, status, end: told});
  return {ran, path};
}

/** What an expression comes to in a kernel, as text; nothing where it fails. */
async function evaluate(kernel: Kernel.IKernelConnection, expression: string): Promise<string> {
  const {content} = await kernel.requestExecute({
    code: "",
    silent: true,
    store_history: false,
    user_expressions: {value: expression}
  }).done;
  if (content.status !== "ok") return "";
  const {value} = content.user_expressions as {value?: {data?: {"text/plain"?: string}}};
  return value?.data?.["text/plain"] ?? "";
}

/** Why cells did not run to the end, by the error that one of them shows. */
function statusOf({content, sessionContext}: NotebookPanel): RunStatus {
  const status = sessionContext.session?.kernel?.status;
  if (status === undefined || status === "dead") return "died";
  // The first: those after it are from before.
  const [, name] = /"ename":"(\w+)"/.exec(JSON.stringify(content.model!.toJSON())) ?? [];
  if (name === "RuntimeExited") return "died";
  return name === "KeyboardInterrupt" ? "interrupted" : "failed";
}

async function ask(
  settings: ServerConnection.ISettings,
  method: "POST" | "PUT",
  body: object
): Promise<unknown> {
  const url = URLExt.join(settings.baseUrl, "api/convnotes/runs");
  const init = {method, body: JSON.stringify(body)};
  const response = await ServerConnection.makeRequest(url, init, settings);
  if (!response.ok) throw await ServerConnection.ResponseError.create(response);
  return response.json();
}

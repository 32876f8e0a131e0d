import type {CodeCell} from "@jupyterlab/cells";
import type {NotebookPanel} from "@jupyterlab/notebook";
import type {IKernelConnection} from "@jupyterlab/services/lib/kernel/kernel.js";
import type {IIOPubMessage} from "@jupyterlab/services/lib/kernel/messages.js";
import {type Execution, executionsOf} from "./executions.ts";
import {fillCell, followCell} from "./followCell.ts";

/**
 * Brings a notebook that was just opened up to what its kernel did without it: cells get the outputs that
 * the server kept for them, and those that still run go on.
 *
 * @param seen - until when the reader has seen what the cells put out
 * @returns the cells that something came for since the reader last looked
 */
export async function resumeNotebook(
  panel: NotebookPanel,
  seen: Date | undefined
): Promise<CodeCell[]> {
  await Promise.all([panel.context.ready, panel.sessionContext.ready]);
  const {session} = panel.sessionContext;
  const kernel = session?.kernel;
  if (!kernel || panel.isDisposed) return [];

  // From before the question on, so that nothing is lost between answer and listening.
  const kept: IIOPubMessage[] = [];
  const keep = (_: IKernelConnection, message: IIOPubMessage): void => void kept.push(message);
  kernel.iopubMessage.connect(keep);
  let executions: Execution[];
  try {
    executions = await executionsOf(session.id, kernel.serverSettings);
  } finally {
    kernel.iopubMessage.disconnect(keep);
  }
  if (panel.isDisposed) return [];

  const cells = new Map(panel.content.widgets.map((cell) => [cell.model.id, cell]));
  const saved = new Date(panel.context.contentsModel?.last_modified ?? 0);
  const news: CodeCell[] = [];
  for (const execution of executions) {
    const cell = cells.get(execution.cell_id ?? "");
    if (cell?.model.type !== "code" || execution.session === kernel.clientId) continue;
    const code = cell as CodeCell;
    const changed = new Date(execution.changed);
    if (execution.state !== "done" || changed > saved) fillCell(code, execution);
    followCell(code, execution, kernel, kept);
    if (seen && changed > seen) news.push(code);
  }
  return news;
}

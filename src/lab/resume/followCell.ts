import type {CodeCell} from "@jupyterlab/cells";
import {KernelMessage} from "@jupyterlab/services";
import type {IKernelConnection} from "@jupyterlab/services/lib/kernel/kernel.js";
import type {
  IIOPubMessage,
  IUpdateDisplayDataMsg
} from "@jupyterlab/services/lib/kernel/messages.js";
import {adoptFuture} from "./adoptedFuture.ts";
import type {Execution} from "./executions.ts";

/** Puts into a cell what the server has of its last run. */
export function fillCell({model}: CodeCell, {outputs, execution_count}: Execution): void {
  model.outputs.fromJSON(outputs);
  model.executionCount = execution_count;
}

/**
 * Has a cell go on as if its tab had never been closed: what has come since the server was asked, then all
 * that comes. Also a cell that has ended puts something out: what its controls are used for, its timers.
 *
 * @param kept - what the kernel has published since before the server was asked
 */
export function followCell(
  cell: CodeCell,
  {msg_id, display_ids, newest_msg_ids, state}: Execution,
  kernel: IKernelConnection,
  kept: readonly IIOPubMessage[]
): void {
  const {model, outputArea} = cell;
  const adopted = adoptFuture(msg_id);
  outputArea.reattachFuture(adopted.future);
  if (state !== "done") {
    model.executionState = "running";
    cell.setPrompt("*");
  }

  const known = new Set(newest_msg_ids);
  const take = (message: IIOPubMessage): void => {
    // The cell runs anew, and this tab knows of it.
    if (adopted.future.isDisposed) return forget();
    if (known.has(message.header.msg_id)) return;
    // Of what is displayed, also the handlers of controls change something.
    if (KernelMessage.isUpdateDisplayDataMsg(message)) {
      if (!updateKnown(message)) adopted.receive(message);
      return;
    }
    if ((message.parent_header as {msg_id?: string}).msg_id !== msg_id) return;
    if (KernelMessage.isStatusMsg(message)) {
      if (message.content.execution_state === "idle") end();
    } else if (KernelMessage.isExecuteInputMsg(message)) {
      model.executionCount = message.content.execution_count;
      cell.setPrompt("*");
    } else adopted.receive(message);
  };
  /** Changes an output that was displayed before this tab was there. */
  const updateKnown = (message: IUpdateDisplayDataMsg): boolean => {
    const {data, metadata, transient} = message.content;
    const known = Object.keys(display_ids)
      .map(Number)
      .filter((index) => display_ids[index] === transient.display_id);
    for (const index of known) {
      model.outputs.set(index, {output_type: "display_data", data, metadata});
    }
    return known.length > 0;
  };
  const listen = (_: IKernelConnection, message: IIOPubMessage): void => take(message);
  const restarted = (_: IKernelConnection, status: KernelMessage.Status): void => {
    if (status !== "restarting" && status !== "autorestarting" && status !== "dead") return;
    end();
    forget();
  };
  const forget = (): void => {
    kernel.iopubMessage.disconnect(listen);
    kernel.statusChanged.disconnect(restarted);
    adopted.dispose();
  };
  const end = (): void => {
    if (cell.isDisposed) return forget();
    adopted.end();
    model.executionState = "idle";
    cell.setPrompt(model.executionCount === null ? "" : String(model.executionCount));
  };

  kernel.iopubMessage.connect(listen);
  kernel.statusChanged.connect(restarted);
  kept.forEach(take);
}

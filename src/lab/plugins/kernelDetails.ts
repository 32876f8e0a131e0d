import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {INotebookTracker, type NotebookPanel} from "@jupyterlab/notebook";
import {KernelMessage} from "@jupyterlab/services";
import {IStatusBar} from "@jupyterlab/statusbar";
import {Widget} from "@lumino/widgets";
import {askDetails, detailsText} from "../kernelDetails/kernelDetails.ts";

/** Which engine the notebook in front uses, and the tensors that it holds, in the status bar. */
export const kernelDetails: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:kernel-details",
  description: "The engine and the tensors of a kernel, in the status bar.",
  autoStart: true,
  requires: [INotebookTracker, IStatusBar],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker, statusBar: IStatusBar) => {
    const item = new Widget();
    item.addClass("cn-KernelDetails");
    item.node.title = "Engine, and the tensors that the kernel holds";
    const texts = new WeakMap<NotebookPanel, string>();
    const show = (): void => {
      item.node.textContent = (tracker.currentWidget && texts.get(tracker.currentWidget)) ?? "";
    };
    const set = (panel: NotebookPanel, text: string): void => {
      texts.set(panel, text);
      show();
    };
    statusBar.registerStatusItem(kernelDetails.id, {item, align: "left", rank: 5});
    tracker.currentChanged.connect(show);
    tracker.widgetAdded.connect((_, panel) => {
      const {sessionContext} = panel;
      sessionContext.kernelChanged.connect(() => set(panel, ""));
      sessionContext.iopubMessage.connect((_, message) => {
        // Only the end of a cell: asking makes the kernel busy, too.
        const isEnd =
          KernelMessage.isStatusMsg(message) && message.content.execution_state === "idle";
        const {msg_type: asked} = message.parent_header as {msg_type?: string};
        const kernel = sessionContext.session?.kernel;
        if (!isEnd || asked !== "execute_request" || !kernel) return;
        void askDetails(kernel).then((details) => set(panel, details ? detailsText(details) : ""));
      });
    });
  }
};

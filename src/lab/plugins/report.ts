import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {Dialog, ICommandPalette, Notification, showDialog} from "@jupyterlab/apputils";
import {PageConfig} from "@jupyterlab/coreutils";
import {IMainMenu} from "@jupyterlab/mainmenu";
import {INotebookTracker, type NotebookPanel} from "@jupyterlab/notebook";
import {NbConvertManager, ServerConnection} from "@jupyterlab/services";
import {element} from "../element.ts";
import {ReportForm} from "../report/reportForm.ts";

const exportReport = "convnotes:export-report";

/** "Export Report…": the notebook in front, as it was run, in a format that the server can make. */
export const report: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:report",
  description: "Exports a notebook as a report.",
  autoStart: true,
  requires: [INotebookTracker],
  optional: [IMainMenu, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    menu: IMainMenu | null,
    palette: ICommandPalette | null
  ) => {
    const {serverSettings} = app.serviceManager;
    app.commands.addCommand(exportReport, {
      label: "Export Report…",
      caption: "The notebook with its outputs, as a file for others",
      isEnabled: () => tracker.currentWidget !== null,
      describedBy: {args: {type: "object", properties: {}}},
      execute: async () => {
        const panel = tracker.currentWidget;
        if (panel) await chooseAndExport(panel, new NbConvertManager({serverSettings}));
      }
    });
    menu?.fileMenu.addGroup([{command: exportReport}], 10);
    palette?.addItem({command: exportReport, category: "Notebook Operations"});
  }
};

async function chooseAndExport(panel: NotebookPanel, manager: NbConvertManager): Promise<void> {
  const body = new ReportForm(Object.keys(await manager.getExportFormats()));
  const {button, value} = await showDialog({
    title: "Export report",
    body,
    buttons: body.isEmpty
      ? [Dialog.cancelButton({label: "Close"})]
      : [Dialog.cancelButton(), Dialog.okButton({label: "Export"})]
  });
  if (!button.accept || !value) return;
  await panel.context.save();
  const {format, code} = value;
  const {path} = panel.context;
  const address = `${PageConfig.getNBConvertURL({format, download: true, path})}&code=${code}`;
  const saved = downloadFrom(address, manager.serverSettings);
  Notification.promise(saved, {
    pending: {message: `Exporting ${path}…`, options: {}},
    success: {
      message: (name) => `${String(name)} is in your downloads`,
      options: {autoClose: 5000}
    },
    error: {message: (reason) => `Not exported: ${(reason as Error).message}`, options: {}}
  });
}

/**
 * Saves what is at an address of the server as a file, under the name that the server gives it.
 *
 * @throws Error in the server's words, if it cannot make it
 */
async function downloadFrom(
  address: string,
  serverSettings: ServerConnection.ISettings
): Promise<string> {
  const answer = await ServerConnection.makeRequest(address, {}, serverSettings);
  if (!answer.ok) throw await ServerConnection.ResponseError.create(answer);
  const disposition = answer.headers.get("content-disposition") ?? "";
  const name = decodeURIComponent(/filename\*=utf-8''([^;]+)/.exec(disposition)?.[1] ?? "report");
  const href = URL.createObjectURL(await answer.blob());
  element("a", {href, download: name}).click();
  URL.revokeObjectURL(href);
  return name;
}

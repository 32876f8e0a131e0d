import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {Dialog, ICommandPalette, showDialog} from "@jupyterlab/apputils";
import {PageConfig} from "@jupyterlab/coreutils";
import {IMainMenu} from "@jupyterlab/mainmenu";
import {INotebookTracker, type NotebookPanel} from "@jupyterlab/notebook";
import {NbConvertManager} from "@jupyterlab/services";
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
  const address = PageConfig.getNBConvertURL({format, download: true, path});
  window.open(`${address}&code=${code}`, "_blank", "noopener");
}

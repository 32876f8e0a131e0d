import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {Dialog, ICommandPalette, showDialog} from "@jupyterlab/apputils";
import {PageConfig} from "@jupyterlab/coreutils";
import {IMainMenu} from "@jupyterlab/mainmenu";
import {INotebookTracker, type NotebookPanel} from "@jupyterlab/notebook";
import {NbConvertManager} from "@jupyterlab/services";
import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";

const exportReport = "convnotes:export-report";

/** What a reader gets of each format; one that is not here goes by its name. */
const descriptions: Readonly<Record<string, string>> = {
  html: "HTML: one file, with live figures, that opens anywhere",
  pdf: "PDF: pages to print",
  markdown: "Markdown: its text and code, without outputs",
  script: "TypeScript: the code of its cells, as a program"
};

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
  const formats = Object.keys(await manager.getExportFormats());
  const body = new FormatChoice(formats);
  const hasAny = formats.length > 0;
  const {button, value} = await showDialog({
    title: "Export report",
    body,
    buttons: hasAny
      ? [Dialog.cancelButton(), Dialog.okButton({label: "Export"})]
      : [Dialog.cancelButton({label: "Close"})]
  });
  if (!button.accept || !value) return;
  await panel.context.save();
  const {path} = panel.context;
  window.open(
    PageConfig.getNBConvertURL({format: value, download: true, path}),
    "_blank",
    "noopener"
  );
}

/** The formats to choose from. */
class FormatChoice extends Widget implements Dialog.IBodyWidget<string | undefined> {
  constructor(formats: readonly string[]) {
    const options = formats.map((format, k) => {
      const input = element("input", {type: "radio", name: "format", value: format});
      input.checked = k === 0;
      return element("label", {}, input, ` ${descriptions[format] ?? format}`);
    });
    super({
      node:
        options.length > 0
          ? element(
              "fieldset",
              {className: "cn-Report-formats"},
              element("legend", {}, "Save the notebook, as it was run, as"),
              ...options
            )
          : element("p", {}, "This server has no exporters.")
    });
  }

  getValue(): string | undefined {
    return this.node.querySelector<HTMLInputElement>("input:checked")?.value;
  }
}

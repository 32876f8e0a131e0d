import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from "@jupyterlab/application";
import {ICommandPalette} from "@jupyterlab/apputils";
import {INotebookTracker} from "@jupyterlab/notebook";
import {LabIcon} from "@jupyterlab/ui-components";
import sliders from "../style/sliders.svg";
import {ParametersPanel} from "../parameters/parametersPanel.ts";
import {takeKeys} from "../takeKeys.ts";

const slidersIcon = new LabIcon({name: "convnotes:sliders", svgstr: sliders});
const show = "convnotes:show-parameters";

/** A form for the parameters of the notebook in front, whose values run without a change to its code. */
export const parameters: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:parameters",
  description: "A form for the parameters of a notebook.",
  autoStart: true,
  requires: [ILabShell, INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ) => {
    const panel = new ParametersPanel(tracker);
    panel.title.icon = slidersIcon;
    panel.title.caption = "Parameters";
    shell.add(panel, "right", {rank: 50});
    restorer?.add(panel, panel.id);
    app.commands.addCommand(show, {
      label: "Show Parameters",
      describedBy: {args: {type: "object", properties: {}}},
      execute: () => takeKeys(shell, panel.id)
    });
    palette?.addItem({command: show, category: "Notebook Operations"});
  }
};

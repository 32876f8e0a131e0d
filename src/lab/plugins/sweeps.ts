import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from "@jupyterlab/application";
import {ICommandPalette, MainAreaWidget, WidgetTracker} from "@jupyterlab/apputils";
import {LabIcon} from "@jupyterlab/ui-components";
import sweepIcon from "../style/sweep.svg";
import {SweepTab} from "../sweeps/sweepTab.ts";
import {SweepsOfServer} from "../sweeps/sweepsOfServer.ts";
import {SweepsPanel} from "../sweeps/sweepsPanel.ts";
import {takeKeys} from "../takeKeys.ts";

const icon = new LabIcon({name: "convnotes:sweep", svgstr: sweepIcon});
const show = "convnotes:show-sweeps";
const openSweep = "convnotes:open-sweep";

/** The sweeps over hyperparameters: in a panel at the left, each in a tab of its own. */
export const sweeps: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:sweeps",
  description: "Sweeps over hyperparameters, live: figures, trials, stop and resume.",
  autoStart: true,
  requires: [ILabShell],
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ) => {
    const server = new SweepsOfServer(app.serviceManager.serverSettings);
    const tracker = new WidgetTracker<MainAreaWidget<SweepTab>>({namespace: "convnotes-sweeps"});
    app.commands.addCommand(openSweep, {
      label: "Open Sweep",
      describedBy: {
        args: {
          type: "object",
          properties: {path: {type: "string"}, name: {type: "string"}},
          required: ["path"]
        }
      },
      execute: (args) => {
        const {path, name = path} = args as {path: string; name?: string};
        const there = tracker.find(({content}) => content.path === path);
        const tab = there ?? newTab(server, path, name);
        if (!there) {
          void tracker.add(tab);
          shell.add(tab, "main");
        }
        shell.activateById(tab.id);
      }
    });
    const panel = new SweepsPanel(server, ({path, name}) => {
      void app.commands.execute(openSweep, {path, name});
    });
    panel.title.icon = icon;
    panel.title.caption = "Sweeps";
    shell.add(panel, "left", {rank: 60});
    restorer?.add(panel, panel.id);
    void restorer?.restore(tracker, {
      command: openSweep,
      args: ({content}) => ({path: content.path, name: content.title.label}),
      name: ({content}) => content.path
    });
    app.commands.addCommand(show, {
      label: "Show Sweeps",
      describedBy: {args: {type: "object", properties: {}}},
      execute: () => takeKeys(shell, panel.id)
    });
    palette?.addItem({command: show, category: "Notebook Operations"});
  }
};

function newTab(server: SweepsOfServer, path: string, name: string): MainAreaWidget<SweepTab> {
  const tab = new MainAreaWidget({content: new SweepTab(server, path, name)});
  tab.id = `convnotes-sweep-${path}`;
  tab.title.icon = icon;
  return tab;
}

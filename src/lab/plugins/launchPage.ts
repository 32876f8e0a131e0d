import {ILabShell, type JupyterFrontEnd, type JupyterFrontEndPlugin} from "@jupyterlab/application";
import {PageConfig} from "@jupyterlab/coreutils";
import {ILauncher} from "@jupyterlab/launcher";

/**
 * Shows the launcher as soon as the layout is there.
 *
 * JupyterLab itself does so only after it has saved the workspace, which it puts off until nothing has
 * changed for half a second: a reader would look at an empty page for a second.
 */
export const launchPage: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:launch-page",
  description: "Shows the launcher as soon as the layout is there.",
  autoStart: true,
  requires: [ILabShell, ILauncher],
  activate: ({commands, restored}: JupyterFrontEnd, shell: ILabShell) => {
    void restored.then(() => {
      // A file that the address names opens in a moment.
      const named = PageConfig.getOption("treePath") !== "";
      if (!named && shell.isEmpty("main")) void commands.execute("launcher:create");
    });
  }
};

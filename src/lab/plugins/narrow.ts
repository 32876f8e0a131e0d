import {ILabShell, type JupyterFrontEnd, type JupyterFrontEndPlugin} from "@jupyterlab/application";

/** Below this width, in pixels, a side panel leaves no room to read. */
const narrowest = 700;

/** On a narrow page the side panels are folded at the start, so that the notebook has the room. */
export const narrow: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:narrow",
  description: "Folds the side panels on a narrow page.",
  autoStart: true,
  requires: [ILabShell],
  activate: ({restored}: JupyterFrontEnd, shell: ILabShell) => {
    void restored.then(() => {
      if (innerWidth >= narrowest) return;
      shell.collapseLeft();
      shell.collapseRight();
    });
  }
};

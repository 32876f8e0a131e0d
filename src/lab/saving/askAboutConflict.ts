import type {JupyterFrontEnd} from "@jupyterlab/application";
import {Dialog, showDialog} from "@jupyterlab/apputils";
import type {IDocumentManager} from "@jupyterlab/docmanager";
import type {DecideConflict, SaveRequest} from "./guardedDrive.ts";

/**
 * Has the reader choose what becomes of a file that changed between JupyterLab's look and its save, in the
 * words that JupyterLab has for a change before the look. Errors have the names by which it knows that a
 * save was called off, or is being asked about already.
 */
export function askAboutConflict(
  shell: JupyterFrontEnd.IShell,
  documents: IDocumentManager
): DecideConflict {
  const asked = new Set<string>();
  return async (path, request) => {
    if (asked.has(path)) throw named("ModalDuplicateError", "Modal is already displayed");
    asked.add(path);
    try {
      const {button} = await showDialog({
        title: "File Changed",
        body:
          `"${path}" has changed on disk since the last time it was opened or saved.\n` +
          "Do you want to overwrite the file on disk with the version open here,\n" +
          "or load the version on disk (revert)?",
        buttons: [
          Dialog.cancelButton(),
          Dialog.okButton({label: "Revert", actions: ["revert"]}),
          Dialog.warnButton({label: "Overwrite", actions: ["overwrite"]})
        ]
      });
      if (button.actions.includes("overwrite")) return "overwrite";
      if (!button.actions.includes("revert")) throw named("ModalCancelError", "Cancel");
      for (const context of openAs(path, request, shell, documents)) await context.revert();
      return "revert";
    } finally {
      asked.delete(path);
    }
  };
}

type Context = NonNullable<ReturnType<IDocumentManager["contextForWidget"]>>;

/** The documents that a file is open as, of the kind that is being saved. */
function openAs(
  path: string,
  {type, format}: SaveRequest,
  shell: JupyterFrontEnd.IShell,
  documents: IDocumentManager
): Set<Context> {
  const contexts = [...shell.widgets("main")]
    .map((widget) => documents.contextForWidget(widget))
    .filter((context) => context?.path === path) as Context[];
  const same = contexts.filter(
    ({contentsModel: model}) => model?.type === type && model?.format === format
  );
  return new Set(same.length > 0 ? same : contexts);
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), {name});
}

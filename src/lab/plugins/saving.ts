import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {IDocumentManager} from "@jupyterlab/docmanager";
import {
  type Contents,
  IDefaultDrive,
  IServerSettings,
  type ServerConnection,
  type ServiceManagerPlugin
} from "@jupyterlab/services";
import {askAboutConflict} from "../saving/askAboutConflict.ts";
import {GuardedDrive} from "../saving/guardedDrive.ts";
import {announceLarge} from "../saving/largeNotebook.ts";

/** The files of the server, in place of JupyterLab's own drive: see `GuardedDrive`. */
export const guardedDrive: ServiceManagerPlugin<Contents.IDrive> = {
  id: "@convnotes/lab:guarded-drive",
  description: "Saves a file only over the version that the page has seen.",
  autoStart: true,
  provides: IDefaultDrive,
  optional: [IServerSettings],
  activate: (_, serverSettings: ServerConnection.ISettings | null) =>
    new GuardedDrive({...(serverSettings && {serverSettings})})
};

/** Says that a notebook is large while the reader can still read it. */
export const largeNotebooks: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:large-notebooks",
  description: "Says why the page stands still while a large notebook opens.",
  autoStart: true,
  requires: [IDefaultDrive],
  activate: (_: JupyterFrontEnd, drive: Contents.IDrive) => {
    if (drive instanceof GuardedDrive) drive.onContent = announceLarge;
  }
};

/** Asks the reader when a file has changed on the disk, so that nobody's work is lost without a word. */
export const saveConflicts: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:save-conflicts",
  description: "Asks what becomes of a file that changed on the disk.",
  autoStart: true,
  requires: [IDefaultDrive, IDocumentManager],
  activate: ({shell}: JupyterFrontEnd, drive: Contents.IDrive, documents: IDocumentManager) => {
    if (drive instanceof GuardedDrive) drive.onConflict = askAboutConflict(shell, documents);
  }
};

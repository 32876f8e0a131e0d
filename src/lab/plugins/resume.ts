import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import {Notification} from "@jupyterlab/apputils";
import type {CodeCell} from "@jupyterlab/cells";
import {INotebookTracker, type NotebookPanel} from "@jupyterlab/notebook";
import {resumeNotebook} from "../resume/resumeNotebook.ts";
import {lastSeen, noteSeen} from "../resume/seen.ts";

/** What cells put out while no tab was open is there when one is opened, and what runs goes on. */
export const resume: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:resume",
  description: "Goes on with cells that ran while the notebook was closed.",
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker) => {
    noteSeen(tracker);
    tracker.widgetAdded.connect((_, panel) => {
      // Before this tab notes what it shows.
      const seen = lastSeen(panel.context.path);
      resumeNotebook(panel, seen).then(
        (news) => tell(panel, news),
        (reason: Error) => {
          Notification.warning(
            `What came while ${panel.context.path} was closed cannot be had: ${reason.message}`
          );
        }
      );
    });
  }
};

/** Marks the cells, and offers to go to the first. */
function tell({content}: NotebookPanel, news: readonly CodeCell[]): void {
  const [first] = news;
  if (!first) return;
  for (const cell of news) {
    cell.addClass("cn-mod-away");
    const mark = (): void => {
      cell.removeClass("cn-mod-away");
      cell.node.removeEventListener("click", mark);
    };
    cell.node.addEventListener("click", mark);
  }
  const count = news.length === 1 ? "One cell has" : `${news.length} cells have`;
  Notification.info(`${count} put something out while you were away.`, {
    autoClose: 10_000,
    actions: [
      {
        label: news.length === 1 ? "Show it" : "Show the first",
        callback: () => {
          content.activeCellIndex = content.widgets.indexOf(first);
          void content.scrollToCell(first);
        }
      }
    ]
  });
}

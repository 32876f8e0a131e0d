import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from "@jupyterlab/application";
import {Dialog, ICommandPalette, showDialog, showErrorMessage} from "@jupyterlab/apputils";
import {IDocumentManager} from "@jupyterlab/docmanager";
import {ILauncher} from "@jupyterlab/launcher";
import {INotebookTracker} from "@jupyterlab/notebook";
import {LabIcon} from "@jupyterlab/ui-components";
import {Course, type Lecture} from "../lectures/course.ts";
import {numberIcon} from "../lectures/numberIcon.ts";
import {type LectureActions, LecturesPanel} from "../lectures/lecturesPanel.ts";
import {ProgressBook} from "../lectures/progress.ts";
import book from "../style/book.svg";
import {takeKeys} from "../takeKeys.ts";

const bookIcon = new LabIcon({name: "convnotes:book", svgstr: book});
const openLecture = "convnotes:open-lecture";
const show = "convnotes:show-lectures";

/** The lectures: in a panel at the left, and first in the launcher. */
export const lectures: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:lectures",
  description: "The lectures of the course, and how far the reader has come.",
  autoStart: true,
  requires: [ILabShell, IDocumentManager, INotebookTracker],
  optional: [ILauncher, ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    documents: IDocumentManager,
    tracker: INotebookTracker,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ) => {
    const course = new Course(app.serviceManager.serverSettings);
    const progress = new ProgressBook(tracker);
    const actions = failing({
      async open(lecture) {
        documents.openOrReveal(await course.open(lecture));
      },
      async openCopy(lecture) {
        documents.openOrReveal(await course.copy(lecture));
      },
      openOriginal({original}) {
        if (original !== null) documents.openOrReveal(original);
        return Promise.resolve();
      },
      async reset(lecture, path) {
        const {button} = await showDialog({
          title: `Bring “${lecture.title}” back to how it came?`,
          body: `${path} starts again. What you changed in it is kept in a file beside it.`,
          buttons: [Dialog.cancelButton(), Dialog.warnButton({label: "Reset"})]
        });
        if (!button.accept) return;
        const open = documents.findWidget(path);
        if (open) await documents.contextForWidget(open)?.save();
        await course.reset(lecture, path);
        progress.forget(path);
        if (open) await documents.contextForWidget(open)?.revert();
      }
    });
    const panel = new LecturesPanel(course, progress, actions);
    panel.title.icon = bookIcon;
    panel.title.caption = "Lectures";
    shell.add(panel, "left", {rank: 50});
    restorer?.add(panel, panel.id);
    app.commands.addCommand(show, {
      label: "Show Lectures",
      describedBy: {args: {type: "object", properties: {}}},
      execute: () => takeKeys(shell, panel.id)
    });
    palette?.addItem({command: show, category: "Lectures"});
    void panel.refresh();
    documents.services.contents.fileChanged.connect((_, {type}) => {
      if (type !== "save") void panel.refresh();
    });
    if (launcher) void fill(launcher, app, course, actions);
  }
};

/** Puts the lectures into the launcher, before everything else. */
async function fill(
  launcher: ILauncher,
  {commands}: JupyterFrontEnd,
  course: Course,
  actions: LectureActions
): Promise<void> {
  const all = await course.lectures();
  const named = (name: unknown): Lecture => {
    const found = all.find((lecture) => lecture.name === name);
    if (found) return found;
    throw new Error(`${openLecture}: no lecture is called ${String(name)}`);
  };
  commands.addCommand(openLecture, {
    label: ({name}) => named(name).title,
    caption: ({name}) => named(name).learn.join("\n"),
    icon: ({name}) => numberIcon(named(name).name),
    describedBy: {
      args: {type: "object", properties: {name: {type: "string"}}, required: ["name"]}
    },
    execute: ({name}) => actions.open(named(name))
  });
  all.forEach(({name}, rank) => {
    launcher.add({
      command: openLecture,
      args: {name},
      category: "Lectures",
      categoryRank: -1,
      rank
    });
  });
}

/** Has what goes wrong in an action said to the reader. */
function failing(actions: LectureActions): LectureActions {
  const said = (work: Promise<void>): Promise<void> =>
    work.catch((reason: Error) => showErrorMessage("This did not work", reason));
  return {
    open: (lecture) => said(actions.open(lecture)),
    openCopy: (lecture) => said(actions.openCopy(lecture)),
    openOriginal: (lecture) => said(actions.openOriginal(lecture)),
    reset: (lecture, path) => said(actions.reset(lecture, path))
  };
}

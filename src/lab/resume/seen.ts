import type {INotebookTracker} from "@jupyterlab/notebook";

const key = (path: string): string => `convnotes:seen:${path}`;

/**
 * Until when a reader has seen what a notebook's cells put out, by the clock of this machine; undefined
 * for one that was never open in this browser.
 */
export function lastSeen(path: string): Date | undefined {
  const text = localStorage.getItem(key(path));
  return text === null ? undefined : new Date(text);
}

/** Notes, when a notebook or the page is closed, until when its outputs were seen. */
export function noteSeen(tracker: INotebookTracker): void {
  const note = (path: string): void => localStorage.setItem(key(path), new Date().toISOString());
  tracker.widgetAdded.connect((_, {context}) => {
    context.disposed.connect(({path}) => note(path));
  });
  addEventListener("pagehide", () => tracker.forEach(({context}) => note(context.path)));
}

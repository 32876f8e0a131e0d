import type {INotebookTracker} from "@jupyterlab/notebook";
import {Throttler} from "@lumino/polling";

const key = (path: string): string => `convnotes:seen:${path}`;

/**
 * Until when a reader has seen what a notebook's cells put out, by the clock of this machine; undefined
 * for one that was never open in this browser.
 */
export function lastSeen(path: string): Date | undefined {
  const text = localStorage.getItem(key(path));
  return text === null ? undefined : new Date(text);
}

/** Notes until when a notebook's outputs were seen: as they come, and when notebook or page is closed. */
export function noteSeen(tracker: INotebookTracker): void {
  const note = (path: string): void => localStorage.setItem(key(path), new Date().toISOString());
  tracker.widgetAdded.connect((_, {content, context}) => {
    // A browser that ends at once says nothing before it does.
    const throttled = new Throttler(() => note(context.path), 500);
    content.modelContentChanged.connect(() => void throttled.invoke());
    context.disposed.connect(({path}) => {
      throttled.dispose();
      note(path);
    });
  });
  addEventListener("pagehide", () => tracker.forEach(({context}) => note(context.path)));
}

import type {INotebookTracker, NotebookPanel} from "@jupyterlab/notebook";
import type {ICodeCellModel} from "@jupyterlab/cells";
import {Debouncer} from "@lumino/polling";
import {Signal, type ISignal} from "@lumino/signaling";

/** How far a reader has come in a notebook. */
export interface Progress {
  /** Code cells that have run without error. */
  readonly done: number;
  readonly of: number;
}

const key = (path: string): string => `convnotes:progress:${path}`;

/** How far readers have come, by path; remembered by the browser while a notebook is closed. */
export class ProgressBook {
  readonly #changed = new Signal<this, string>(this);

  constructor(tracker: INotebookTracker) {
    tracker.widgetAdded.connect((_, panel) => this.#watch(panel));
    tracker.forEach((panel) => this.#watch(panel));
  }

  /** Tells the path of a notebook in which something ran. */
  get changed(): ISignal<this, string> {
    return this.#changed;
  }

  of(path: string): Progress | undefined {
    const text = localStorage.getItem(key(path));
    return text === null ? undefined : (JSON.parse(text) as Progress);
  }

  forget(path: string): void {
    localStorage.removeItem(key(path));
    this.#changed.emit(path);
  }

  #watch(panel: NotebookPanel): void {
    const note = new Debouncer(() => {
      if (panel.isDisposed || !panel.content.model) return;
      const {path} = panel.context;
      const text = JSON.stringify(progressOf(panel));
      if (text === localStorage.getItem(key(path))) return;
      localStorage.setItem(key(path), text);
      this.#changed.emit(path);
    }, 300);
    panel.content.modelContentChanged.connect(() => void note.invoke());
    panel.disposed.connect(() => note.dispose());
    void panel.context.ready.then(() => note.invoke());
  }
}

function progressOf({content}: NotebookPanel): Progress {
  const code = content.widgets
    .filter(({model}) => model.type === "code" && model.sharedModel.getSource().trim() !== "")
    .map(({model}) => model as ICodeCellModel);
  const done = code.filter(
    ({executionCount, outputs}) => executionCount !== null && !hasError(outputs)
  );
  return {done: done.length, of: code.length};
}

function hasError(outputs: ICodeCellModel["outputs"]): boolean {
  for (let k = 0; k < outputs.length; ++k) if (outputs.get(k).type === "error") return true;
  return false;
}

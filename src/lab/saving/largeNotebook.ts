import {Notification} from "@jupyterlab/apputils";
import type {INotebookContent} from "@jupyterlab/nbformat";
import type {Contents} from "@jupyterlab/services";

/** From how many cells, and from how many characters of outputs, on a page stands still for seconds. */
const manyCells = 2000;
const muchOutput = 2e7;

/**
 * Says why the page stands still, before it does: JupyterLab makes all cells of a notebook in one go,
 * and hears nothing meanwhile.
 *
 * @returns when the reader can see it
 */
export async function announceLarge({path, type, content}: Contents.IModel): Promise<void> {
  if (type !== "notebook" || !content) return;
  const reason = sizeOf(content as INotebookContent);
  if (reason === undefined) return;
  Notification.info(`${path} has ${reason}: the page stands still while it opens.`, {
    autoClose: 20_000
  });
  // Two frames later it has been on the screen; a hidden page has no frames.
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

function sizeOf({cells}: INotebookContent): string | undefined {
  if (cells.length >= manyCells) return `${cells.length.toLocaleString("en")} cells`;
  let characters = 0;
  for (const {outputs} of cells) {
    for (const output of Array.isArray(outputs) ? outputs : [])
      characters += JSON.stringify(output).length;
    if (characters >= muchOutput) return `more than ${muchOutput / 1e6} MB of outputs`;
  }
  return undefined;
}

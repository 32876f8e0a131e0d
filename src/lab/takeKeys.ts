import type {ILabShell} from "@jupyterlab/application";

/**
 * Shows a panel at a side, and gives it the keys, also when a command of the palette asks for it: the palette
 * hands the focus back to the document when the command is done.
 */
export function takeKeys(shell: ILabShell, id: string): void {
  setTimeout(() => shell.activateById(id));
}

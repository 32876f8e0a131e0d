import {save} from "./save.ts";
import {jsonOf} from "./spec.ts";

interface Notebook {
  cells: {outputs?: {data?: Record<string, unknown>}[]}[];
}

/** Saves the notebook that the report was made of, with its outputs. */
export function offerNotebook(): void {
  const button = document.querySelector('[data-tool="notebook"]');
  const name = document.querySelector<HTMLElement>("script#notebook")?.dataset.name;
  button?.addEventListener("click", () => {
    save(name ?? "notebook.ipynb", notebookText(), "application/x-ipynb+json");
  });
}

/** The notebook's file, with the figures of the page put back in their places. */
function notebookText(): string {
  const notebook = JSON.parse(jsonOf("script#notebook")) as Notebook;
  for (const {outputs = []} of notebook.cells) {
    for (const {data = {}} of outputs) {
      for (const [type, value] of Object.entries(data)) {
        const number = (value as {$figure?: unknown} | null)?.$figure;
        if (typeof number !== "number") continue;
        data[type] = JSON.parse(jsonOf(`script[data-figure="${number}"]`));
      }
    }
  }
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

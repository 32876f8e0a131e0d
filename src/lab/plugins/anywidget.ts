import {type ExportMap, IJupyterWidgetRegistry} from "@jupyter-widgets/base";
import type {JupyterFrontEnd, JupyterFrontEndPlugin} from "@jupyterlab/application";
import anywidgetUrl from "anywidget";

/** The release that is in the lab; kernels ask for any. */
const version = "0.11.0";

/** Widgets whose view comes with them, from the kernel: nothing is asked of the internet for one. */
export const anywidget: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:anywidget",
  description: "Widgets with a view of their own.",
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (_app: JupyterFrontEnd, registry: IJupyterWidgetRegistry) => {
    registry.registerWidget({name: "anywidget", version, exports: once(load)});
  }
};

/** Its package is written for AMD, which the lab's scripts do without: it calls a global `define`. */
async function load(): Promise<ExportMap> {
  const base = await import("@jupyter-widgets/base");
  let classes: ExportMap | undefined;
  const page = globalThis as {define?: unknown};
  // Without `amd`, by which other scripts would take it for AMD's.
  page.define = (_dependencies: string[], make: (...modules: unknown[]) => ExportMap): void => {
    classes = make(base);
  };
  try {
    await import(/* webpackIgnore: true */ new URL(anywidgetUrl, location.href).href);
  } finally {
    delete page.define;
  }
  if (!classes) throw new Error("anywidget: its script defines nothing");
  return classes;
}

/** A script runs only once. */
function once<T>(get: () => Promise<T>): () => Promise<T> {
  let got: Promise<T> | undefined;
  return () => (got ??= get());
}

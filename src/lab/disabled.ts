/** Plugins of JupyterLab that the lab does without, though their package is in it. */
export const disabled: readonly string[] = [
  // Saves over what changed since its look at the file: plugins/saving.ts has the lab's own.
  "@jupyterlab/services-extension:default-drive",
  // Language servers, whose package is left out.
  "@jupyterlab/fileeditor-extension:language-server",
  "@jupyterlab/notebook-extension:language-server",
  // Asks the internet for news.
  "@jupyterlab/apputils-extension:announcements",
  // The lab has its own name and logo: plugins/branding.ts.
  "@jupyterlab/application-extension:logo",
  "@jupyterlab/apputils-extension:splash",
  "@jupyterlab/help-extension:about",
  "@jupyterlab/help-extension:jupyter-forum"
];

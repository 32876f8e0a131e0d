// What the build leaves in src/lab/dist for the server, and what the server puts in:
//
//   static/                 scripts, styles, fonts; each name has the hash of its content, so they are
//                           cached for ever; beside every text file its brotli twin, `NAME.br`
//   schemas/<package>/      one JSON Schema a plugin, and package.json.orig with the package's version
//   themes/<package>/index.css
//   index.html              the page at /lab and everything below it (/lab/tree/…, /lab/workspaces/…)
//
// In index.html the server replaces, each wherever it stands:
//
//   {{STATIC_URL}}   where static/ is served, without a slash at the end: "/static/lab", "/x/static/lab"
//   {{PAGE_CONFIG}}  JSON for the page, with every "<" written as "\u003c"
//
// Keys of the page configuration (all strings but where told; JupyterLab's own names):
//   baseUrl wsUrl("") token appUrl("/lab") appName appVersion mode("multiple-document"|"single-document")
//   workspace treePath, fullStaticUrl, and for settings themes translationsApi workspacesApi listings
//   licenses labextensions tree both …Url (from the root of the server, as in "/lab/api/settings") and
//   full…Url (with the base URL before it: "/x/lab/api/settings"),
//   federated_extensions (list: {name, load, extension?, mimeExtension?, style?}; `load` is the file of the
//   package's remote entry below <fullLabextensionsUrl>/<name>/, as jupyter_server gives it),
//   disabledExtensions (list), deferredExtensions ([]), terminalsAvailable (boolean), rootUri, serverRoot,
//   preferredPath, store_id, cacheFiles, notebookStartsKernel, delete_to_trash, allow_hidden_files (booleans),
//   buildAvailable, buildCheck (false), exposeAppInBrowser (boolean: `window.jupyterapp`, for tests).

/** The files of a build that the page names, below static/. */
export interface PageAssets {
  /** To run, in order. */
  scripts: string[];
  /** What the scripts ask for at once: the browser may as well fetch it now. */
  preloads: string[];
}

/** Puts the tags of a build's files into the page's template. */
export function page(template: string, {scripts, preloads}: PageAssets): string {
  const tags = [
    ...scripts.map((file) => `<script defer src="{{STATIC_URL}}/${file}"></script>`),
    ...preloads.map(
      (file) =>
        `<link rel="preload" as="${file.endsWith(".css") ? "style" : "script"}" href="{{STATIC_URL}}/${file}" />`
    )
  ];
  return template.replace(/^( *){{ASSETS}}$/m, (_, indent: string) =>
    tags.map((tag) => indent + tag).join("\n")
  );
}

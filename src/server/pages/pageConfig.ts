import {readFile} from "node:fs/promises";
import {homedir} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {configPaths} from "../../jupyter/configPaths.ts";
import type {ServerContext} from "../context.ts";
import {apiVersion} from "../status/statusRoutes.ts";
import {findExtensions} from "./federatedExtensions.ts";

/** Which page of the lab is asked for. */
export interface LabPage {
  mode: "multiple-document" | "single-document";
  workspace: string;
  /** The file or folder in the address. */
  treePath: string;
}

/** Addresses of the lab below the base URL, by their names in the page's configuration. */
const addresses = {
  labextensionsUrl: "lab/extensions",
  licensesUrl: "lab/api/licenses",
  listingsUrl: "lab/api/listings",
  settingsUrl: "lab/api/settings",
  themesUrl: "lab/api/themes",
  translationsApiUrl: "lab/api/translations",
  treeUrl: "lab/tree",
  workspacesApiUrl: "lab/api/workspaces",
  workspacesUrl: "lab/workspaces"
};

/** What the page tells JupyterLab about its server and about itself. */
export async function pageConfig(
  {rootDir, baseUrl, config, pageConfig: told}: ServerContext,
  page: LabPage
): Promise<Record<string, unknown>> {
  const urls = Object.entries(addresses).flatMap(([name, address]) => [
    [name, `/${address}`],
    [`full${name[0]?.toUpperCase()}${name.slice(1)}`, `${baseUrl}${address}`]
  ]);
  const [extensions, disabled] = await Promise.all([findExtensions(), disabledByUser()]);
  const fixed: Record<string, unknown> = {
    appName: "convnotes",
    appNamespace: "convnotes",
    appVersion: await ownVersion,
    appUrl: "/lab",
    fullAppUrl: `${baseUrl}lab`,
    baseUrl,
    wsUrl: "",
    // The cookie shows who asks: a token in the page could be read by what a notebook runs there.
    token: "",
    fullStaticUrl: `${baseUrl}static/lab`,
    ...page,
    preferredPath: "/",
    rootUri: pathToFileURL(rootDir).href,
    serverRoot: shortPath(rootDir),
    federated_extensions: extensions.map(({name, build}) => ({name, ...build})),
    disabledExtensions: [...extensions.flatMap(({disables}) => disables), ...disabled],
    deferredExtensions: [],
    terminalsAvailable: false,
    notebookVersion: `[${apiVersion.split(".").join(", ")}]`,
    notebookStartsKernel: true,
    cacheFiles: true,
    allow_hidden_files: config.allowHidden,
    delete_to_trash: config.deleteToTrash,
    buildAvailable: false,
    buildCheck: false,
    quitButton: true,
    store_id: pages++
  };
  return {...fixed, ...(Object.fromEntries(urls) as Record<string, string>), ...told};
}

/** So that pages of one browser tell each other apart. */
let pages = 0;

/** Of this copy of convnotes. */
export const ownVersion = versionAbove(import.meta.dirname);

/** The version in the first `package.json` above a folder that tells one. */
async function versionAbove(folder: string): Promise<string> {
  for (let above = folder; ; above = path.dirname(above)) {
    const text = await readFile(path.join(above, "package.json"), "utf8").catch(() => "{}");
    const {version} = JSON.parse(text) as {version?: string};
    if (version !== undefined || above === path.dirname(above)) return version ?? "";
  }
}

function shortPath(folder: string): string {
  const fromHome = path.relative(homedir(), folder);
  const isInside = !fromHome.startsWith("..") && !path.isAbsolute(fromHome);
  return isInside ? path.join("~", fromHome) : folder;
}

/** What was switched off with Jupyter's own tools, in `labconfig/page_config.json`. */
async function disabledByUser(): Promise<string[]> {
  const off = new Map<string, boolean>();
  for (const folder of configPaths().reverse()) {
    const file = path.join(folder, "labconfig", "page_config.json");
    const text = await readFile(file, "utf8").catch(() => "{}");
    let disabled: unknown;
    try {
      ({disabledExtensions: disabled} = JSON.parse(text) as {disabledExtensions?: unknown});
    } catch {
      continue;
    }
    if (Array.isArray(disabled)) for (const name of disabled) off.set(String(name), true);
    else for (const [name, is] of Object.entries(disabled ?? {})) off.set(name, Boolean(is));
  }
  return [...off].filter(([, is]) => is).map(([name]) => name);
}

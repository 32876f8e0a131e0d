import type {JupyterFrontEndPlugin} from "@jupyterlab/application";
import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";

/** An extension that was built elsewhere, as the page's configuration names it. */
export interface FederatedExtension {
  name: string;
  /** The file that announces its modules. */
  load: string;
  /** The module with its plugins. */
  extension?: string;
  /** The module with its MIME renderers. */
  mimeExtension?: string;
  /** The module that loads its styles. */
  style?: string;
}

/** A script of module federation: it takes the shared modules and gives its own. */
interface Container {
  init(shared: unknown): void | Promise<void>;
  get(module: string): Promise<() => unknown>;
}

declare const __webpack_share_scopes__: {default: unknown};
declare const _JUPYTERLAB: Record<string, Container | undefined>;

/** What a package of extensions exports as `default`. */
export type Exported<T> = T | T[];

/**
 * Takes the plugins and renderers out of the extensions whose scripts were loaded before. One that fails
 * is told in the console and left out: the lab starts without it.
 *
 * @see https://jupyterlab.readthedocs.io/en/stable/extension/extension_dev.html#prebuilt-extensions
 */
export async function loadFederated(extensions: readonly FederatedExtension[]): Promise<{
  plugins: [string, Exported<JupyterFrontEndPlugin<unknown>>][];
  mimeExtensions: [string, Exported<IRenderMime.IExtension>][];
}> {
  const loaded = await Promise.allSettled(extensions.map(loadOne));
  const plugins: [string, Exported<JupyterFrontEndPlugin<unknown>>][] = [];
  const mimeExtensions: [string, Exported<IRenderMime.IExtension>][] = [];
  for (const [i, result] of loaded.entries()) {
    const name = extensions[i]?.name ?? "";
    if (result.status === "rejected") {
      console.error(`lab: the extension ${name} does not start`, result.reason);
      continue;
    }
    const {extension, mimeExtension} = result.value;
    if (extension) plugins.push([name, extension]);
    if (mimeExtension) mimeExtensions.push([name, mimeExtension]);
  }
  return {plugins, mimeExtensions};
}

async function loadOne({name, extension, mimeExtension, style}: FederatedExtension): Promise<{
  extension?: Exported<JupyterFrontEndPlugin<unknown>>;
  mimeExtension?: Exported<IRenderMime.IExtension>;
}> {
  const container = typeof _JUPYTERLAB === "undefined" ? undefined : _JUPYTERLAB[name];
  if (!container) throw new Error(`its script defines no container _JUPYTERLAB["${name}"]`);
  await container.init(__webpack_share_scopes__.default);
  const module = async <T>(path: string | undefined): Promise<T | undefined> =>
    path === undefined ? undefined : ((await container.get(path))() as T);
  await module(style);
  return {extension: await module(extension), mimeExtension: await module(mimeExtension)};
}

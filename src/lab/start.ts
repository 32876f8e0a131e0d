import "./styles.ts";
import {JupyterLab, type JupyterFrontEndPlugin} from "@jupyterlab/application";
import {JupyterPluginRegistry, PageConfig} from "@jupyterlab/coreutils";
import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {IConnectionStatus, IServiceManager} from "@jupyterlab/services";
import {disabled as disabledHere} from "./disabled.ts";
import * as jupyter from "./extensions.ts";
import {loadFederated, type Exported, type FederatedExtension} from "./federated.ts";
import * as own from "./plugins/index.ts";

declare global {
  interface Window {
    /** The application, when the page's configuration has `exposeAppInBrowser`. */
    jupyterapp?: JupyterLab;
  }
}

/** Starts the lab in the page, with the extensions that were built elsewhere. */
export async function start(federated: readonly FederatedExtension[]): Promise<void> {
  const elsewhere = await loadFederated(federated);
  const available: JupyterLab.IPluginInfo[] = [];
  const disabled: string[] = [];

  /** The plugins of packages that are not switched off; notes all of them for the application. */
  function enabled<T extends Plugin>(packages: readonly (readonly [string, Exported<T>])[]): T[] {
    const plugins: T[] = [];
    for (const [extension, exported] of packages)
      for (const plugin of moduleDefault(exported)) {
        const off = PageConfig.Extension.isDisabled(plugin.id) || disabledHere.includes(plugin.id);
        if (off) disabled.push(plugin.id);
        else plugins.push(plugin);
        available.push(describe(plugin, {extension, enabled: !off}));
      }
    return plugins;
  }

  const mimeExtensions = enabled<IRenderMime.IExtension>([
    ...jupyter.mimeExtensions,
    ["@convnotes/lab", own.mimeExtensions],
    ...elsewhere.mimeExtensions
  ]);
  const pluginRegistry = new JupyterPluginRegistry();
  pluginRegistry.registerPlugins(
    enabled<JupyterFrontEndPlugin<unknown>>([
      ...jupyter.extensions,
      ["@convnotes/lab", own.plugins],
      ...elsewhere.plugins
    ])
  );
  const lab = new JupyterLab({
    pluginRegistry,
    serviceManager: await pluginRegistry.resolveRequiredService(IServiceManager),
    connectionStatus: (await pluginRegistry.resolveOptionalService(IConnectionStatus)) ?? undefined,
    // The type is that of their modules, but the extensions themselves are taken, too.
    mimeExtensions: mimeExtensions as unknown as IRenderMime.IExtensionModule[],
    availablePlugins: available,
    disabled: {matches: disabled, patterns: []},
    deferred: {matches: [], patterns: []}
  });
  if (PageConfig.getOption("exposeAppInBrowser").toLowerCase() === "true") window.jupyterapp = lab;
  await lab.start({bubblingKeydown: true});
  await lab.restored;
  performance.mark("lab restored");
}

/** What plugins and MIME renderers have in common. */
type Plugin = JupyterFrontEndPlugin<unknown> | IRenderMime.IExtension;

/** The plugins that a package exports: one or several, behind `default` in a module from elsewhere. */
function moduleDefault<T>(exported: Exported<T> | {default: Exported<T>}): T[] {
  const value =
    typeof exported === "object" && exported !== null && "default" in exported
      ? exported.default
      : exported;
  return Array.isArray(value) ? value : [value];
}

/** What the application tells about a plugin in its settings. */
function describe(
  plugin: Plugin,
  {extension, enabled}: {extension: string; enabled: boolean}
): JupyterLab.IPluginInfo {
  const {id, description} = plugin;
  const {requires, optional, provides, autoStart} = plugin as JupyterFrontEndPlugin<unknown>;
  return {
    id,
    description,
    requires: requires ?? [],
    optional: optional ?? [],
    provides: provides ?? null,
    autoStart,
    enabled,
    extension
  };
}

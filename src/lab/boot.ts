// The first script of the page. It announces the extensions that were built elsewhere, then loads the
// application: all of them must share one copy of JupyterLab's modules, so the shared scope is filled
// before anything asks it for a module. That is also why this file imports nothing.
import type {FederatedExtension} from "./federated.ts";

declare const __webpack_init_sharing__: (scope: string) => Promise<void>;

const configData = document.getElementById("jupyter-config-data")?.textContent ?? "{}";
const config = JSON.parse(configData) as {
  fullLabextensionsUrl?: string;
  federated_extensions?: FederatedExtension[];
};

async function boot(): Promise<void> {
  const extensions = config.federated_extensions ?? [];
  const announced = extensions.map(({name, load}) =>
    loadScript(`${config.fullLabextensionsUrl}/${name}/${load}`)
  );
  for (const [i, result] of (await Promise.allSettled(announced)).entries())
    if (result.status === "rejected")
      console.error(`lab: the extension ${extensions[i]?.name} does not load`, result.reason);
  await __webpack_init_sharing__("default");
  const {start} = await import(/* webpackChunkName: "start" */ "./start.ts");
  await start(extensions);
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(script);
  });
}

void boot();

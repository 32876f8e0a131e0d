import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {rspack} from "@rspack/core";

const source = fileURLToPath(new URL("../input/lab/labextension/", import.meta.url));

/**
 * Builds the extension in test/input/lab/labextension as JupyterLab's own builder does, and installs it.
 *
 * @param dataPath - a folder of Jupyter's data path
 * @see https://jupyterlab.readthedocs.io/en/stable/extension/extension_dev.html#prebuilt-extensions
 */
export async function installPrebuiltExtension(dataPath: string): Promise<void> {
  const name = "somebodys-extension";
  const folder = path.join(dataPath, "labextensions", name);
  const fromTheLab = {import: false as const, singleton: true};
  const load = "remoteEntry.0123456789abcdef.js";
  await new Promise<void>((resolve, reject) => {
    rspack(
      {
        mode: "production",
        context: source,
        entry: {},
        output: {path: path.join(folder, "static"), publicPath: "auto", uniqueName: name},
        plugins: [
          new rspack.container.ModuleFederationPluginV1({
            name,
            library: {type: "var", name: ["_JUPYTERLAB", name]},
            filename: load,
            exposes: {"./extension": "./index.js"},
            shared: {"@jupyterlab/apputils": fromTheLab, "@lumino/widgets": fromTheLab}
          })
        ]
      },
      (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString({all: false, errors: true})));
        else resolve();
      }
    );
  });
  mkdirSync(folder, {recursive: true});
  const built = {extension: "./extension", load: `static/${load}`};
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({name, version: "1.0.0", jupyterlab: {_build: built}})
  );
}

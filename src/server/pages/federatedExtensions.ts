import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import {dataPaths} from "../../jupyter/dataPaths.ts";

/** An extension of the lab that was built elsewhere and installed in one of Jupyter's data folders. */
export interface FederatedExtension {
  name: string;
  version: string;
  /** The folder with its `package.json`, `static`, `schemas` and `themes`. */
  folder: string;
  /** What the page loads of it. */
  build: {load: string; extension?: string; mimeExtension?: string; style?: string};
  /** Plugins of the lab that it takes the place of. */
  disables: string[];
}

interface Package {
  name?: string;
  version?: string;
  jupyterlab?: {
    _build?: Partial<FederatedExtension["build"]>;
    disabledExtensions?: string[];
  };
}

/**
 * The extensions in the `labextensions` folders of Jupyter's data paths; of two with one name the
 * first wins.
 *
 * @see https://jupyterlab.readthedocs.io/en/stable/user/directories.html#labextensions
 */
export async function findExtensions(
  folders: readonly string[] = dataPaths()
): Promise<FederatedExtension[]> {
  const found = new Map<string, FederatedExtension>();
  for (const folder of folders) {
    for (const place of await packagesIn(path.join(folder, "labextensions"))) {
      const extension = await readExtension(place);
      if (extension && !found.has(extension.name)) found.set(extension.name, extension);
    }
  }
  return [...found.values()];
}

async function packagesIn(folder: string): Promise<string[]> {
  const places = [];
  for (const name of await namesIn(folder)) {
    const place = path.join(folder, name);
    if (!name.startsWith("@")) places.push(place);
    else places.push(...(await namesIn(place)).map((inner) => path.join(place, inner)));
  }
  return places;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

/** The extension in a folder; undefined when there is none, or one for a lab before version 3. */
async function readExtension(folder: string): Promise<FederatedExtension | undefined> {
  let described;
  try {
    described = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Package;
  } catch {
    return undefined;
  }
  const {name, version = "", jupyterlab: {_build, disabledExtensions = []} = {}} = described;
  if (typeof name !== "string" || typeof _build?.load !== "string") return undefined;
  const {load, extension, mimeExtension, style} = _build;
  return {
    name,
    version,
    folder,
    build: {load, extension, mimeExtension, style},
    disables: disabledExtensions
  };
}

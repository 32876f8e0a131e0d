import {createHash} from "node:crypto";
import {readFileSync, readdirSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {bundle} from "./bundle.ts";
import {compress} from "./compress.ts";
import {page} from "./page.ts";
import {rspackConfig, sharedModules} from "./rspackConfig.ts";
import {copySchemas, copyThemes} from "./schemas.ts";

/** The packages besides JupyterLab's and Lumino's that may exist only once in a page. */
const alsoShared = [
  "@jupyter-widgets/base",
  "@codemirror/language",
  "@codemirror/state",
  "@codemirror/view",
  "@jupyter/react-components",
  "@jupyter/web-components",
  "@jupyter/ydoc",
  "@lezer/common",
  "@lezer/highlight",
  "react",
  "react-dom",
  "yjs"
];

/**
 * Builds the lab into `src/lab/dist`, unless what is there comes from the same sources and the same
 * packages. What the build leaves there is described in page.ts.
 *
 * @param root - the folder of the repository
 * @param begin - called before the work, when there is any
 */
export async function buildLab(root: string, begin: () => void): Promise<void> {
  const lab = join(root, "src/lab");
  const built = join(lab, "dist");
  const nodeModules = join(root, "node_modules");
  const stamp = fingerprint(root);
  if (textOf(join(built, "stamp")) === stamp) return;
  begin();

  // In a place of its own until it is whole: a lab may be open that is served from the last one.
  const dist = join(nodeModules, ".cache", "convnotes-lab");
  rmSync(dist, {recursive: true, force: true});
  const within = (scope: string): string[] =>
    readdirSync(join(nodeModules, scope)).map((name) => `${scope}/${name}`);
  const names = [...within("@jupyterlab"), ...within("@lumino"), ...alsoShared];
  const shared = sharedModules(nodeModules, names);
  const assets = await bundle(rspackConfig({lab, output: join(dist, "static"), shared}));

  const logo = readFileSync(join(root, "kernel/kernelspec/logo-svg.svg"));
  const icon = `logo.${hash(logo).slice(0, 8)}.svg`;
  writeFileSync(join(dist, "static", icon), logo);
  const template = readFileSync(join(lab, "index.html"), "utf8").replaceAll("{{ICON}}", icon);
  writeFileSync(join(dist, "index.html"), page(template, assets));

  const {dependencies} = JSON.parse(readFileSync(join(lab, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const packages = Object.keys(dependencies).filter((name) =>
    /-extension$|\/jupyterlab-manager$/.test(name)
  );
  copySchemas({lab, nodeModules, packages, to: join(dist, "schemas")});
  copyThemes({nodeModules, packages, to: join(dist, "themes")});
  await compress(dist);
  writeFileSync(join(dist, "stamp"), stamp);
  rmSync(built, {recursive: true, force: true});
  renameSync(dist, built);
}

/** Changes when a source of the lab or the version of any installed package does. */
function fingerprint(root: string): string {
  const lab = join(root, "src/lab");
  const sources = readdirSync(lab, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](dist|node_modules)[\\/]/.test(file))
    .sort();
  return hash(
    [...sources, join(root, "package-lock.json")].map((file) => hash(readFileSync(file))).join()
  );
}

const hash = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

import fs from "node:fs";
import path from "node:path";

/**
 * Lets a compiler that looks for packages beside the cells find them where the runtime does: from
 * the notebook's folder upward, then from convnotes itself. Links are made as cells ask for them.
 */
export class PackageLinks {
  readonly #into: string;
  readonly #from: readonly string[];

  /**
   * @param into - the folder that gets a `node_modules` of links
   * @param from - folders to look from, each with all above it, best first
   */
  constructor(into: string, from: readonly string[]) {
    this.#into = path.join(into, "node_modules");
    this.#from = from.flatMap(withParents).map((folder) => path.join(folder, "node_modules"));
  }

  /** Links the package of an import, and its types. */
  link(specifier: string): void {
    const name = packageName(specifier);
    if (!name) return;
    this.#linkPackage(name);
    this.#linkPackage(`@types/${name.replace(/^@/, "").replace("/", "__")}`);
  }

  #linkPackage(name: string): void {
    const found = this.#from
      .map((folder) => path.join(folder, name))
      .find((folder) => fs.existsSync(folder));
    if (!found) return;
    const link = path.join(this.#into, name);
    const target = fs.realpathSync(found);
    if (fs.existsSync(link) && fs.realpathSync(link) === target) return;
    fs.mkdirSync(path.dirname(link), {recursive: true});
    fs.rmSync(link, {force: true, recursive: true});
    // A junction is the link that Windows lets every user make.
    fs.symlinkSync(target, link, "junction");
  }
}

function withParents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** `@scope/name/sub` is in package `@scope/name`; a relative path, URL or `node:` name in none. */
function packageName(specifier: string): string | undefined {
  return /^(?:@[^/@\s]+\/[^/@\s:]+|[^./@\s:][^/@\s:]*)(?=\/|$)/.exec(specifier)?.[0];
}

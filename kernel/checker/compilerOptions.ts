import fs from "node:fs";
import path from "node:path";

export interface CheckOptions {
  /** Folder of the notebook. */
  cwd: string;
  /** Folders from which packages are found, best first: the notebook's, then convnotes' own. */
  packagesFrom: readonly string[];
  /** `false` for the looser types of the kernelspec `tslab`. */
  strict: boolean;
}

/** Turns cells into modules that can be checked: nothing that a reader's own options may change. */
const required = {
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  target: "esnext",
  noEmit: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  skipLibCheck: true,
  composite: false,
  incremental: false,
  declaration: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  verbatimModuleSyntax: false,
  erasableSyntaxOnly: false,
  // A cell declares what a later cell will use.
  noUnusedLocals: false,
  noUnusedParameters: false,
  jsx: "react"
};

/**
 * The `tsconfig.json` of the folder of cells: the nearest one above the notebook, with what cells
 * need put over it.
 *
 * @param dir - the folder of cells, from which the compiler works
 */
export function tsconfigFor(
  dir: string,
  files: readonly string[],
  {cwd, packagesFrom, strict}: CheckOptions
): object {
  const own = nearestConfig(cwd);
  const typeRoots = [cwd, ...packagesFrom]
    .flatMap((folder) => ancestors(folder).map((each) => path.join(each, "node_modules/@types")))
    .filter((folder, i, all) => all.indexOf(folder) === i && fs.existsSync(folder));
  return {
    ...(own && {extends: own}),
    compilerOptions: {
      ...(!own && {strict, noImplicitAny: false, lib: ["esnext"]}),
      ...(!own && {experimentalDecorators: true, types: ["node"]}),
      ...required,
      typeRoots,
      rootDir: null,
      rootDirs: [dir, cwd]
    },
    include: [],
    exclude: [],
    references: [],
    files
  };
}

function nearestConfig(folder: string): string | undefined {
  return ancestors(folder)
    .map((each) => path.join(each, "tsconfig.json"))
    .find((file) => fs.existsSync(file));
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

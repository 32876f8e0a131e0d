import {readFileSync} from "node:fs";
import {createRequire, isBuiltin} from "node:module";
import {dirname, extname, join} from "node:path";
import vm from "node:vm";
import {commonJsNamespace, type Namespace} from "./namespace.ts";

type Import = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

interface Importer {
  require: NodeJS.Require;
  import: Import;
}

/** What a package.json says of how to load the package. */
interface Manifest {
  name?: string;
  type?: string;
  exports?: unknown;
}

const importers = new Map<string, Importer>();

/** Resolves packages from this file: those of convnotes itself. */
const own: Importer = {
  require: createRequire(import.meta.url),
  import: (specifier, options) => import(specifier, options) as Promise<Namespace>
};

/**
 * Loads a package or a builtin module, from a folder upward, then from convnotes itself.
 *
 * CommonJS is loaded by `require`, which gives the same module as `import()` several times faster.
 *
 * @returns the namespace, as a promise if it is an ES module
 * @throws the folder's own error if convnotes does not know the package either
 */
export function loadPackage(specifier: string, folder: string): Namespace | Promise<Namespace> {
  if (isBuiltin(specifier)) return commonJsNamespace(own.require(specifier));
  const importer = importerOf(folder);
  let loaded: Namespace | Promise<Namespace>;
  try {
    loaded = load(specifier, importer);
  } catch (error) {
    if (!isMissing(error, specifier)) throw error;
    return loadOwn(specifier, error);
  }
  return loaded instanceof Promise
    ? loaded.catch((error: unknown) => {
        if (!isMissing(error, specifier)) throw error;
        return loadOwn(specifier, error);
      })
    : loaded;
}

/** Imports an ES module file or URL as Node does. */
export function importFile(url: string, options?: ImportCallOptions): Promise<Namespace> {
  return own.import(url, options);
}

/** The file of a package, from a folder upward, then from convnotes itself. */
export function resolvePackage(specifier: string, folder: string): string {
  try {
    return importerOf(folder).require.resolve(specifier);
  } catch (error) {
    if (!isMissing(error, specifier)) throw error;
    try {
      return own.require.resolve(specifier);
    } catch {
      throw error;
    }
  }
}

/** `require` for code in a folder, which finds what convnotes brings too. */
export function requireFrom(folder: string): NodeJS.Require {
  const {require} = importerOf(folder);
  const required = (specifier: string): unknown => {
    try {
      return require(specifier);
    } catch (error) {
      if (!isMissing(error, specifier)) throw error;
      try {
        return own.require(specifier);
      } catch (ownError) {
        throw isMissing(ownError, specifier) ? error : ownError;
      }
    }
  };
  return Object.assign(required, {
    resolve: (specifier: string) => resolvePackage(specifier, folder),
    cache: require.cache
  }) as NodeJS.Require;
}

function loadOwn(specifier: string, error: unknown): Namespace | Promise<Namespace> {
  const rethrow = (ownError: unknown): never => {
    throw isMissing(ownError, specifier) ? error : ownError;
  };
  try {
    const loaded = load(specifier, own);
    return loaded instanceof Promise ? loaded.catch(rethrow) : loaded;
  } catch (ownError) {
    return rethrow(ownError);
  }
}

function load(specifier: string, importer: Importer): Namespace | Promise<Namespace> {
  let file: string | undefined;
  try {
    file = importer.require.resolve(specifier);
  } catch (error) {
    // A package may be there for `import` alone.
    if ((error as NodeJS.ErrnoException).code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
  }
  return file !== undefined && isCommonJs(file)
    ? commonJsNamespace(importer.require(specifier))
    : importer.import(specifier);
}

/** Whether a file is CommonJS, and `import` would load the same file. */
function isCommonJs(file: string): boolean {
  const manifests = manifestsOf(dirname(file));
  // A folder inside a package may say its type; the package itself has a name.
  const {exports} = manifests.find(({name}) => name !== undefined) ?? {};
  if (hasImportCondition(exports)) return false;
  const extension = extname(file);
  if ([".cjs", ".node", ".json"].includes(extension)) return true;
  return extension !== ".mjs" && manifests[0]?.type !== "module";
}

/** The package.json files from a folder upward, to that of the package. */
function manifestsOf(folder: string): Manifest[] {
  const manifests: Manifest[] = [];
  for (let at = folder; ; at = dirname(at)) {
    try {
      manifests.push(JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as Manifest);
    } catch {
      // Most folders have none.
    }
    if (manifests.at(-1)?.name !== undefined || at === dirname(at)) return manifests;
  }
}

function hasImportCondition(exports: unknown): boolean {
  if (exports === null || typeof exports !== "object") return false;
  return Object.entries(exports).some(
    ([key, value]) => key === "import" || key === "module-sync" || hasImportCondition(value)
  );
}

/** Whether the package itself was not found, rather than something that it needs. */
function isMissing(error: unknown, specifier: string): boolean {
  const {code, message} = error as NodeJS.ErrnoException;
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return false;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return message.includes(`'${specifier}'`) || message.includes(`package '${name}'`);
}

function importerOf(folder: string): Importer {
  let importer = importers.get(folder);
  if (!importer) {
    // Node resolves what a script imports from where the script's file is said to be.
    const filename = join(folder, "notebook.js");
    const script = new vm.Script("(specifier, options) => import(specifier, options)", {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
    });
    const load = script.runInThisContext() as Import;
    importer = {
      require: createRequire(filename),
      import: (...specifier) => withoutWarning(loaderWarning, () => load(...specifier))
    };
    importers.set(folder, importer);
  }
  return importer;
}

/** What Node says when the first such script imports something. */
const loaderWarning = "vm.USE_MAIN_CONTEXT_DEFAULT_LOADER";

/** Keeps a warning about how the kernel itself works out of the reader's cell. */
function withoutWarning<T>(about: string, work: () => T): T {
  const emitWarning = process.emitWarning.bind(process);
  const filtered = (warning: string | Error, ...rest: never[]): void => {
    if (!String(warning).includes(about)) emitWarning(warning, ...rest);
  };
  const original = Object.getOwnPropertyDescriptor(process, "emitWarning")!;
  Object.defineProperty(process, "emitWarning", {...original, value: filtered});
  try {
    return work();
  } finally {
    Object.defineProperty(process, "emitWarning", original);
  }
}

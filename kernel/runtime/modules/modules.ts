import {readFileSync} from "node:fs";
import {dirname, extname, isAbsolute, join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import type * as Compile from "../compile/compile.ts";
import {SourceError} from "../compile/sourceError.ts";
import {evaluate} from "../compiledFiles.ts";
import {fileOf, Unit} from "../unit.ts";
import {findFile, fileVersion} from "./files.ts";
import {commonJsNamespace, emptyNamespace, exportName, type Namespace} from "./namespace.ts";
import {importFile, loadPackage, requireFrom, resolvePackage} from "./packages.ts";

type Language = Compile.Language;

/** A loaded source file or module cell. */
interface Source {
  version: string;
  namespace: Namespace;
  /** Settles when the module has been evaluated. */
  ready: Promise<void>;
  /** Files that it imports and that may change too. */
  dependencies: Set<string>;
}

/** A `/** @module name *\/` cell. */
interface ModuleCell {
  code: string;
  lang: Language;
  version: string;
}

const languages: Record<string, Language> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".jsx": "jsx"
};

/** Loads what cells import; source files beside the notebook anew when they have changed. */
export class Modules {
  readonly #folder: string;
  readonly #words: Int32Array;
  readonly #tslab: () => Namespace;
  readonly #compiler: () => Promise<typeof Compile>;
  readonly #sources = new Map<string, Source>();
  readonly #cells = new Map<string, ModuleCell>();
  #cellVersions = 0;

  constructor(
    folder: string,
    words: Int32Array,
    tslab: () => Namespace,
    compiler: () => Promise<typeof Compile>
  ) {
    this.#folder = folder;
    this.#words = words;
    this.#tslab = tslab;
    this.#compiler = compiler;
  }

  /** Makes a cell a module that others import as `./name`. */
  async defineCell(name: string, code: string, lang: Language): Promise<void> {
    // Compiled here so that the cell itself shows what is wrong with it.
    await this.#compile(code, lang, name);
    this.#cells.set(join(this.#folder, name), {
      code,
      lang,
      version: `cell ${++this.#cellVersions}`
    });
  }

  /** A unit for code that is said to be in a file. */
  unit(file: string): Unit {
    const folder = dirname(file);
    return new Unit(
      this.#words,
      file,
      (specifier) => this.resolve(specifier, folder),
      async (specifier, options) => this.load(specifier, folder, options?.with)
    );
  }

  /** What `import.meta.resolve` gives: a URL. */
  resolve(specifier: string, folder: string): string {
    const path = pathOf(specifier, folder);
    const file = path === undefined ? resolvePackage(specifier, folder) : (findFile(path) ?? path);
    return isAbsolute(file) ? pathToFileURL(file).href : file.replace(/^(?!node:)/, "node:");
  }

  /** @param attributes - those of the import: `{type: "json"}` */
  load(
    specifier: string,
    folder: string,
    attributes: Record<string, string> = {}
  ): Namespace | Promise<Namespace> {
    if (specifier === "tslab") return this.#tslab();
    const path = pathOf(specifier, folder);
    if (path === undefined) {
      return /^(data|https?):/.test(specifier)
        ? importFile(specifier)
        : loadPackage(specifier, folder);
    }
    const cell = this.#cells.has(path) ? path : path.replace(/\.[jt]sx?$/, "");
    if (this.#cells.has(cell)) return this.#loadSource(cell);
    const file = findFile(path);
    if (file === undefined) {
      throw Object.assign(new Error(`Cannot find module '${specifier}' from ${folder}`), {
        code: "MODULE_NOT_FOUND"
      });
    }
    return this.#loadFile(file, attributes);
  }

  /** `require` as cells have it. */
  require(specifier: string): unknown {
    return specifier === "tslab" ? this.#tslab() : requireFrom(this.#folder)(specifier);
  }

  #loadFile(file: string, attributes: Record<string, string>): Namespace | Promise<Namespace> {
    const extension = extname(file);
    if (extension === ".json" || attributes.type === "json") {
      const value = JSON.parse(readFileSync(file, "utf8")) as unknown;
      return {...(value !== null && typeof value === "object" ? value : {}), default: value};
    }
    const isSource = extension in languages && !file.includes(`node_modules`);
    const isModule = isSource && (!/^\.c?js$/.test(extension) || hasModuleSyntax(file));
    if (isModule) return this.#loadSource(file);
    if (extension === ".wasm" || extension === ".mjs") return importFile(pathToFileURL(file).href);
    const require = requireFrom(dirname(file));
    const known = this.#sources.get(file)?.version;
    const version = fileVersion(file);
    if (known !== undefined && known !== version) delete require.cache[file];
    const namespace = commonJsNamespace(require(file));
    this.#sources.set(file, {
      version,
      namespace,
      ready: Promise.resolve(),
      dependencies: new Set()
    });
    return namespace;
  }

  async #loadSource(path: string): Promise<Namespace> {
    const known = this.#sources.get(path);
    if (known && this.#isFresh(path)) {
      await known.ready;
      return known.namespace;
    }
    const source = this.#begin(path);
    this.#sources.set(path, source);
    try {
      await source.ready;
    } catch (error) {
      // The next import tries again.
      if (this.#sources.get(path) === source) this.#sources.delete(path);
      throw error;
    }
    return source.namespace;
  }

  #begin(path: string): Source {
    const source: Source = {
      version: this.#versionOf(path),
      namespace: emptyNamespace(),
      ready: Promise.resolve(),
      dependencies: new Set()
    };
    source.ready = this.#evaluate(path, source);
    // Reported by whoever imports it.
    source.ready.catch(() => {});
    return source;
  }

  async #evaluate(path: string, source: Source): Promise<void> {
    const cell = this.#cells.get(path);
    const code = cell?.code ?? readFileSync(path, "utf8");
    const lang = cell?.lang ?? languages[extname(path)] ?? "ts";
    const name = cell ? path.slice(this.#folder.length + 1) : path;
    const compiled = await this.#compile(code, lang, name);
    const unit = this.unit(cell ? `${path}.${lang}` : path);
    const folder = dirname(path);
    const namespaces: Namespace[] = [];
    for (const {specifier, attributes} of compiled.requests) {
      namespaces.push(await this.#loadRequest(specifier, folder, attributes, source));
    }
    const run = evaluate(compiled.code, {name, source: code, positions: compiled.positions});
    const module = {
      export: (getters: object) => {
        for (const key of Object.keys(getters)) {
          exportName(source.namespace, key, () => (getters as Namespace)[key]);
        }
      },
      exportAll: (other: Namespace) => {
        for (const key of Object.keys(other)) {
          if (key !== "default" && !(key in source.namespace)) {
            exportName(source.namespace, key, () => other[key]);
          }
        }
      }
    };
    const [, ...rest] = unit.arguments;
    await run.call(undefined, Object.assign(unit, module), ...rest, ...namespaces);
  }

  async #compile(code: string, lang: Language, name: string): Promise<Compile.CompiledModule> {
    const {compileModule} = await this.#compiler();
    try {
      return compileModule(code, lang);
    } catch (error) {
      if (error instanceof SourceError) error.file = {name, source: code};
      throw error;
    }
  }

  /** In a circle of imports, a module is given as far as it has come. */
  async #loadRequest(
    specifier: string,
    folder: string,
    attributes: Record<string, string>,
    importer: Source
  ): Promise<Namespace> {
    const path = pathOf(specifier, folder);
    const file = path === undefined ? undefined : this.#cells.has(path) ? path : findFile(path);
    if (file !== undefined) {
      importer.dependencies.add(file);
      const loading = this.#sources.get(file);
      if (loading && this.#reaches(loading, importer, new Set())) return loading.namespace;
    }
    return this.load(specifier, folder, attributes);
  }

  #reaches(from: Source, to: Source, seen: Set<Source>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...from.dependencies].some((path) => {
      const next = this.#sources.get(path);
      return next !== undefined && this.#reaches(next, to, seen);
    });
  }

  #isFresh(path: string, seen = new Set<string>()): boolean {
    if (seen.has(path)) return true;
    seen.add(path);
    const source = this.#sources.get(path);
    return (
      source !== undefined &&
      source.version === this.#versionOf(path) &&
      [...source.dependencies].every((dependency) => this.#isFresh(dependency, seen))
    );
  }

  #versionOf(path: string): string {
    return this.#cells.get(path)?.version ?? fileVersion(path);
  }
}

/** The path of a relative, absolute or `file:` specifier; `undefined` for a package. */
function pathOf(specifier: string, folder: string): string | undefined {
  const file = fileOf(specifier);
  return /^\.{0,2}\//.test(file) || /^\.{1,2}$/.test(file) || isAbsolute(file)
    ? resolve(folder, file)
    : undefined;
}

/** Whether a JavaScript file is an ES module by what is written in it. */
function hasModuleSyntax(file: string): boolean {
  return /^\s*(import\b(?!\s*\()|export\b)/m.test(readFileSync(file, "utf8"));
}

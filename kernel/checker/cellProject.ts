import type {ChildProcess} from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import {API, type Project, type Snapshot} from "typescript7/unstable/sync";
import type {CellDiagnostic, Completion} from "../checker.ts";
import {assignment} from "./assignments.ts";
import {makeCellFolder} from "./cellFolder.ts";
import {type CheckOptions, tsconfigFor} from "./compilerOptions.ts";
import {keywords, membersAt, rank} from "./completions.ts";
import {type CellNames, cellNames} from "./declarations.ts";
import {globals} from "./globals.ts";
import {PackageLinks} from "./packageLinks.ts";
import {withParameterTypes} from "./parameterTypes.ts";
import {quickInfoAt} from "./quickInfo.ts";
import {Slots} from "./slots.ts";

/** A reader's module cell: `/** @module name @jsx *\/`, imported as `./name`. */
const moduleCell = /^\s*\/\*\*[^]*?@module\s+([\w\-/]+)[^]*?\*\//;
const unchecked = /^\s*(?:\/\/[^\n]*\n\s*)*\/\/\s*@ts-nocheck\b/;

const categories = ["warning", "error", "suggestion", "suggestion"] as const;

/**
 * All cells of a notebook as one program of the native TypeScript compiler, which runs beside and
 * answers in milliseconds.
 */
export class CellProject {
  readonly #options: CheckOptions;
  readonly #dir: string;
  readonly #slots: Slots;
  readonly #links: PackageLinks;
  readonly #api: API;
  readonly #modules = new Set<string>();
  /** Modification times of the reader's own files that cells import. */
  readonly #imported = new Map<string, number>();
  #snapshot: Snapshot;
  #globals?: Completion[];
  #undo = (): void => {};

  /** @throws Error if there is no native compiler for this machine */
  constructor(options: CheckOptions) {
    this.#options = options;
    this.#dir = makeCellFolder();
    try {
      this.#slots = new Slots(this.#dir);
      this.#links = new PackageLinks(this.#dir, [options.cwd, ...options.packagesFrom]);
      fs.writeFileSync(this.#probe, "export {};\n");
      fs.writeFileSync(path.join(this.#dir, "globals.d.ts"), globals);
      this.#links.link("tslab");
      this.#writeConfig();
      this.#api = new API({cwd: options.cwd});
      this.#snapshot = this.#api.updateSnapshot({openProjects: [this.#config]});
    } catch (error) {
      fs.rmSync(this.#dir, {recursive: true});
      throw error;
    }
  }

  /** Checks a cell against all before it; what it declares is known from then on. */
  check(code: string): CellDiagnostic[] {
    const module = moduleCell.exec(code);
    const names = cellNames(code, {jsx: module?.[0].includes("@jsx") ?? false});
    for (const specifier of names.imports) this.#links.link(specifier);
    const changed = this.#changedFiles();
    let file: string;
    let before = 0;
    let created: string[] = [];
    this.#undo = () => {};
    if (module?.[1]) {
      ({file, created} = this.#writeModule(module[1], module[0].includes("@jsx"), code));
      if (created.length > 0) changed.push(this.#config);
    } else {
      const {slot, grown} = this.#slots.take();
      before = this.#slots.fill(slot, withParameterTypes(code), names);
      this.#undo = this.#slots.publish(slot, names);
      file = this.#slots.file(slot);
      if (grown) created = this.#slots.files.slice(-200);
      if (grown) changed.push(this.#slots.scopeFile);
    }
    this.#update({changed: [file, ...changed], created});
    if (names.imports.some((specifier) => specifier.startsWith("."))) this.#watchImported();
    if (unchecked.test(code)) return [];
    return this.#diagnostics(file, code, before);
  }

  /** Forgets what the last checked cell declared, because it was not run. */
  retract(): void {
    this.#undo();
    this.#undo = () => {};
  }

  complete(code: string, offset: number): {matches: Completion[]; start: number; end: number} {
    const before = this.#writeProbe(code, this.#slots.names);
    const members = membersAt(this.#project.checker, this.#probe, before + offset);
    return rank(members ?? this.#inScope(code, offset), code, offset);
  }

  /** What a name of its own can be: declared in this or an earlier cell, global, or a keyword. */
  #inScope(code: string, offset: number): Completion[] {
    this.#globals ??= this.#globalNames();
    const here = cellNames(`${code.slice(0, offset).replace(/[\p{ID_Continue}$]+$/u, "")};`);
    const own = [...this.#slots.names, ...here.declared.keys(), ...here.mentioned];
    return [...own.map((text) => ({text, type: "instance"})), ...keywords, ...this.#globals];
  }

  #globalNames(): Completion[] {
    const code = "globalThis.";
    const before = this.#writeProbe(code, new Set());
    return membersAt(this.#project.checker, this.#probe, before + code.length) ?? [];
  }

  inspect(code: string, offset: number): {text: string; markdown: string} | undefined {
    const before = this.#writeProbe(code, cellNames(code).mentioned);
    return quickInfoAt(this.#project, this.#probe, {code, offset, before});
  }

  close(): void {
    this.#snapshot.dispose(); // the last thing that the compiler is asked for
    killCompiler(this.#api);
    this.#api.close();
    fs.rmSync(this.#dir, {recursive: true, force: true});
  }

  get #config(): string {
    return path.join(this.#dir, "tsconfig.json");
  }

  /** A cell that is being typed: checked by nobody, asked about by completion and hover. */
  get #probe(): string {
    return path.join(this.#dir, "probe.tsx");
  }

  get #project(): Project {
    const project = this.#snapshot.getProject(this.#config);
    if (!project) throw new Error("checker: the project of the cells is not open");
    return project;
  }

  #writeConfig(): void {
    const files = ["scope.ts", "probe.tsx", "globals.d.ts", ...this.#modules];
    const config = tsconfigFor(this.#dir, files, this.#options);
    fs.writeFileSync(this.#config, JSON.stringify(config));
  }

  #writeProbe(code: string, mentioned: ReadonlySet<string>): number {
    const names: CellNames = {...cellNames(code), mentioned: new Set(mentioned)};
    for (const specifier of names.imports) this.#links.link(specifier);
    const {line} = this.#slots.firstLine({...names, exported: new Set(names.declared.keys())});
    fs.writeFileSync(this.#probe, line + code);
    this.#update({changed: [this.#probe]});
    return line.length;
  }

  #writeModule(name: string, jsx: boolean, code: string): {file: string; created: string[]} {
    const base = `${name}.${jsx ? "tsx" : "ts"}`;
    const file = path.join(this.#dir, base);
    const created = this.#modules.has(base) ? [] : [file];
    fs.mkdirSync(path.dirname(file), {recursive: true});
    fs.writeFileSync(file, code);
    if (created.length > 0) {
      this.#modules.add(base);
      this.#writeConfig();
    }
    return {file, created};
  }

  #update(fileChanges: {changed: string[]; created?: string[]}): void {
    const next = this.#api.updateSnapshot({fileChanges});
    this.#snapshot.dispose();
    this.#snapshot = next;
  }

  /** The reader's own files that were edited since a cell last used them. */
  #changedFiles(): string[] {
    return [...this.#imported].flatMap(([file, time]) => {
      const now = fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
      if (now === time) return [];
      this.#imported.set(file, now);
      return [file];
    });
  }

  #watchImported(): void {
    for (const file of this.#project.program.getSourceFileNames()) {
      if (file.startsWith(this.#dir) || file.includes("/node_modules/")) continue;
      const {mtimeMs} = fs.statSync(file, {throwIfNoEntry: false}) ?? {};
      if (mtimeMs !== undefined) this.#imported.set(file, mtimeMs);
    }
  }

  #diagnostics(file: string, code: string, before: number): CellDiagnostic[] {
    const {program} = this.#project;
    const syntax = program.getSyntacticDiagnostics(file);
    // The types of a text that does not parse are noise.
    const found = syntax.length > 0 ? syntax : program.getSemanticDiagnostics(file);
    return found.map((diagnostic) => {
      const {pos, end, category, messageChain} = diagnostic;
      const start = Math.min(Math.max(0, pos - before), code.length);
      const name = code.slice(start, end - before);
      const {code: number, text} = assignment(name, this.#slots.kindOf(name), diagnostic);
      const lines = code.slice(0, start).split("\n");
      return {
        category: categories[category] ?? "error",
        code: number,
        message: [text, ...(messageChain ?? []).map((each) => `  ${each.text}`)].join("\n"),
        start,
        length: Math.max(0, Math.min(end - pos, code.length - start)),
        line: lines.length,
        column: (lines.at(-1)?.length ?? 0) + 1
      };
    });
  }
}

/**
 * Asked to end, the compiler sometimes writes "context canceled" to our standard error, which is the
 * reader's terminal. It has nothing to save, so it is not asked.
 */
function killCompiler(api: API): void {
  const {client} = api as unknown as {client?: {channel?: {child?: ChildProcess}}};
  client?.channel?.child?.kill("SIGKILL");
}

import {isAbsolute} from "node:path";
import {fileURLToPath} from "node:url";
import {type CompiledFile, compiledFile} from "../compiledFiles.ts";

/** One line of a stack, as the reader should see it. */
export interface Frame {
  /** What ran: `at Model.fit`, or nothing at the top of a cell. */
  called: string;
  /** `Cell[3]`, a path, or `node:fs`. */
  file: string;
  line: number;
  column: number;
  /** The cell's or module's own text, when this kernel compiled it. */
  compiled?: CompiledFile;
  /** Code of a package or of Node. */
  isLibrary: boolean;
}

const runtimeFolder = fileURLToPath(new URL("../", import.meta.url));
const framesOf = new WeakMap<object, Frame[]>();

/**
 * Makes stacks speak of cells: `error.stack` and tracebacks name the cell's lines, and leave out
 * what of this kernel lies beneath.
 */
export function traceCells(): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = toFrames(sites);
    framesOf.set(error, frames);
    const head = headOf(error);
    return [head, ...frames.map((frame) => `    ${frameText(frame)}`)].join("\n");
  };
}

/** The frames of an error, if this thread made it. */
export function stackFrames(error: Error): Frame[] | undefined {
  // Reading the stack is what makes the engine prepare it.
  void error.stack;
  return framesOf.get(error);
}

export function frameText({called, file, line, column}: Frame): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return called ? `at ${called} (${place})` : `at ${place}`;
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function toFrames(sites: NodeJS.CallSite[]): Frame[] {
  const frames: Frame[] = [];
  for (const site of sites) {
    const frame = toFrame(site);
    if (frame) frames.push(frame);
  }
  // What lies beneath the cell is how this kernel calls it.
  const deepest = frames.findLastIndex(({compiled}) => compiled);
  return deepest < 0 ? frames : frames.slice(0, deepest + 1);
}

function toFrame(site: NodeJS.CallSite): Frame | undefined {
  const filename = site.getFileName() ?? site.getEvalOrigin() ?? "native";
  const path = filename.startsWith("file:") ? fileURLToPath(filename) : filename;
  if (path.startsWith(runtimeFolder)) return undefined;
  const position = {line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0};
  const compiled = compiledFile(filename);
  const called = calledName(site);
  if (!compiled) {
    return {called, file: path, ...position, isLibrary: isLibrary(path)};
  }
  return {
    called,
    file: compiled.name,
    ...compiled.positions.original(position),
    compiled,
    isLibrary: false
  };
}

function isLibrary(path: string): boolean {
  return !isAbsolute(path) || path.includes("node_modules");
}

function calledName(site: NodeJS.CallSite): string {
  const name = site.getFunctionName();
  if (!name) return site.isConstructor() ? "new <anonymous>" : "";
  // The generator that a cell becomes has a name of the engine's making.
  if (name.endsWith(".next")) return "";
  if (site.isConstructor()) return `new ${name}`;
  const prefix = (site as NodeJS.CallSite & {isAsync?(): boolean}).isAsync?.() ? "async " : "";
  const type = site.isToplevel() ? null : site.getTypeName();
  const qualified = type && !name.includes(".") && type !== "Object" ? `${type}.${name}` : name;
  return prefix + qualified;
}

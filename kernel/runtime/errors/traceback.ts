import {inspect} from "node:util";
import {SourceError} from "../compile/sourceError.ts";
import {codeFrame} from "./codeFrame.ts";
import {type Frame, frameText, stackFrames} from "./frames.ts";
import {styleText} from "./style.ts";

/** What Jupyter calls an error. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A chain of causes is followed so far. */
const maximumDepth = 5;

/** How an error is shown below the cell that threw it: with source lines, causes, and all its errors. */
export function errorContent(error: unknown): ErrorContent {
  return {...nameOf(error), traceback: traceback(error, 0)};
}

/** The same for code that may not even parse: then the place in the code is shown. */
export function sourceErrorContent(error: unknown, code: string, name: string): ErrorContent {
  if (!(error instanceof SourceError)) return errorContent(error);
  const {offset, length, file = {name, source: code}} = error;
  const before = file.source.slice(0, offset).split("\n");
  const place = {line: before.length, column: before.at(-1)!.length + 1, length};
  const content = nameOf(error);
  return {
    ...content,
    traceback: [
      headLine(content),
      `    at ${file.name}:${place.line}:${place.column}`,
      ...codeFrame(file.source, place).map((text) => `      ${text}`)
    ]
  };
}

/** An error as a value. */
export function errorText(error: Error): string {
  return traceback(error, 0).join("\n");
}

function nameOf(error: unknown): {ename: string; evalue: string} {
  if (isError(error)) return {ename: String(error.name), evalue: String(error.message)};
  return {ename: "Uncaught", evalue: safeInspect(error)};
}

function headLine({ename, evalue}: {ename: string; evalue: string}): string {
  return `${styleText("red", styleText("bold", ename))}${evalue ? `: ${evalue}` : ""}`;
}

function traceback(error: unknown, depth: number): string[] {
  const head = headLine(nameOf(error));
  if (!isError(error)) return [head];
  const lines = [head, ...frameLines(error), ...propertyLines(error)];
  if (depth >= maximumDepth) return lines;
  const nested = (title: string, inner: unknown): string[] => {
    const [first = "", ...rest] = traceback(inner, depth + 1);
    return [`${title} ${first}`, ...rest].map((line) => `  ${line}`);
  };
  if (error.cause !== undefined) lines.push(...nested("[cause]", error.cause));
  const {errors, suppressed} = error as {errors?: unknown; suppressed?: unknown};
  if (Array.isArray(errors)) {
    errors.forEach((inner, index) => lines.push(...nested(`[errors ${index}]`, inner)));
  }
  if (suppressed !== undefined) lines.push(...nested("[suppressed]", suppressed));
  return lines;
}

function frameLines(error: Error): string[] {
  const frames = stackFrames(error);
  if (!frames) {
    // Made by another thread or a package that writes stacks itself.
    const stack = typeof error.stack === "string" ? error.stack : "";
    const lines = stack.split("\n");
    const first = lines.findIndex((line) => /^\s+at /.test(line));
    return first < 0 ? [] : lines.slice(first).map((line) => styleText("dim", line));
  }
  return frames.flatMap((frame) => [
    frame.isLibrary ? styleText("dim", `    ${frameText(frame)}`) : `    ${frameText(frame)}`,
    ...sourceLines(frame)
  ]);
}

function sourceLines({compiled, line, column}: Frame): string[] {
  if (!compiled || line <= 0) return [];
  return codeFrame(compiled.source, {line, column}).map((text) => `      ${text}`);
}

/** What an error carries besides: `code`, `errno`, `path`. */
function propertyLines(error: Error): string[] {
  const known = ["name", "message", "stack", "cause", "errors", "error", "suppressed"];
  const entries = Object.entries(error).filter(([key]) => !known.includes(key));
  return entries.length > 0 ? [`    ${safeInspect(Object.fromEntries(entries))}`] : [];
}

/** Also of another realm: `vm` contexts have an `Error` of their own. */
function isError(error: unknown): error is Error {
  return error instanceof Error || Object.prototype.toString.call(error) === "[object Error]";
}

function safeInspect(value: unknown): string {
  try {
    return inspect(value, {depth: 2});
  } catch {
    return "a value that cannot be shown";
  }
}

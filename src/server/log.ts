import {stripVTControlCharacters} from "node:util";
import type {FastifyBaseLogger} from "fastify";

const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
type Level = (typeof levels)[number];

/**
 * A log that writes lines a person reads: `[W 12:03:04] message`, and the stack of an error below it.
 *
 * @param write - takes each line, its newline included
 * @param level - the least that is written
 */
export function lineLog(write: (line: string) => void, level: Level | "silent"): FastifyBaseLogger {
  const least = level === "silent" ? levels.length : levels.indexOf(level);
  const writer = (of: Level): FastifyBaseLogger["info"] => {
    if (levels.indexOf(of) < least) return () => {};
    return (what: unknown, message?: unknown) => {
      const time = new Date().toTimeString().slice(0, 8);
      write(`[${of[0]?.toUpperCase()} ${time}] ${printable(describe(what, message))}\n`);
    };
  };
  const log: FastifyBaseLogger = {
    level,
    silent: () => {},
    trace: writer("trace"),
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
    fatal: writer("fatal"),
    child: () => log
  };
  return log;
}

/** Writes nothing. */
export const silentLog: FastifyBaseLogger = lineLog(() => {}, "silent");

function describe(what: unknown, message: unknown): string {
  const words = typeof message === "string" ? message : "";
  const error = what instanceof Error ? what : (what as {err?: unknown} | null)?.err;
  if (error instanceof Error) return `${words}\n${error.stack ?? error.message}`.trim();
  return typeof what === "string" ? what : words;
}

/** Text of others, which must not move the reader's cursor; further lines of it are not taken for ours. */
function printable(text: string): string {
  const plain = stripVTControlCharacters(text).replace(/[^\S\n]|[\0-\x08\x0b-\x1f\x7f]/g, " ");
  return plain.replace(/\n/g, "\n    ");
}

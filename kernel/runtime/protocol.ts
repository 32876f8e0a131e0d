// What goes through the pipes between `RuntimeProcess` and the process itself: the messages of the
// front, and what the two halves of the runtime have to tell each other besides.

import type {FromRuntime, ToRuntime} from "../messages.ts";

/** The pipes, beside standard input, output and error. */
export const downFd = 3;
export const upFd = 4;

export type Down =
  /** `turn` numbers the cells, so that a late interrupt does not hit the next one. */
  | {message: ToRuntime; turn?: number}
  /** Stop this cell, or with 0 what finished cells left running. */
  | {interrupt: number};

export type Up =
  | {message: FromRuntime}
  /** What comes next must wait until standard output and error have been read up to this mark. */
  | {mark: number}
  /** The process ends because a cell called `process.exit`. */
  | {exit: number};

/** The mark as it stands in standard output and error; nobody prints this by accident. */
export function markText(secret: string, number: number): string {
  return `\u0000${secret}:${number}\u0000`;
}

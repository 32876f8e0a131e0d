import path from "node:path";
import type {SweepProgress} from "@convnotes/sweep";
import {isHidden} from "../contents/apiPath.ts";
import type {ServerContext} from "../context.ts";
import type {Readers} from "./readers.ts";

/** A sweep, in a line. */
export interface SweepLine {
  /** As in `/api/contents`. */
  path: string;
  name: string;
  status: SweepProgress["status"];
  finished: number;
  planned: number;
  secondsLeft: number | null;
  best: {number: number; value: number} | null;
  /** When it was begun, or last gone on with; null where nothing says so. */
  begun: string | null;
  canResume: boolean;
}

/** Folders in folders that are looked through. */
const depth = 7;
/** Where looking takes long, it is done more seldom: this many times what it takes, in between. */
const rest = 10;

/** Lists sweeps below the folder that is shown, the latest first. */
export function listSweeps(
  {rootDir, config, log}: Pick<ServerContext, "rootDir" | "config" | "log">,
  readers: Readers
): () => Promise<SweepLine[]> {
  let folders: Promise<string[]> | undefined;
  let until = 0;
  const look = async (): Promise<string[]> => {
    const {findSweeps} = await import("@convnotes/sweep");
    const start = performance.now();
    const found = await findSweeps(rootDir, depth);
    until = performance.now() + rest * (performance.now() - start);
    return found;
  };
  return async () => {
    if (!folders || performance.now() >= until) {
      until = Infinity;
      folders = look().catch((error: unknown) => {
        until = 0;
        throw error;
      });
    }
    const lines = await Promise.all(
      (await folders).map(async (folder) => {
        const own = path.relative(rootDir, folder).split(path.sep).join("/");
        if (!config.allowHidden && isHidden(own)) return [];
        try {
          return [toLine(own, await readers.read(folder))];
        } catch (error) {
          // One that is broken, or gone meanwhile, does not hide the others.
          log.warn(`the sweep at ${own} cannot be read: ${(error as Error).message}`);
          return [];
        }
      })
    );
    const all = lines.flat();
    const order = ({status}: SweepLine): number => (/^(running|stopping)$/.test(status) ? 0 : 1);
    return all.sort((a, b) => order(a) - order(b) || compare(b.begun ?? "", a.begun ?? ""));
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a list says of a sweep. */
function toLine(own: string, progress: SweepProgress): SweepLine {
  const {name, status, finished, planned, secondsLeft, best, begun, canResume} = progress;
  return {
    path: own,
    ...{name, status, finished, planned, canResume},
    secondsLeft: secondsLeft ?? null,
    best: best ? {number: best.number, value: best.value!} : null,
    begun: begun ?? null
  };
}

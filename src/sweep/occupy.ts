import {randomUUID} from "node:crypto";
import {link, mkdir, readFile, rm, writeFile} from "node:fs/promises";
import {hostname} from "node:os";
import {join} from "node:path";
import {isAlive} from "./journal/lock.ts";

/** Who runs a sweep. */
export interface Owner {
  pid: number;
  host: string;
  /** A process of another machine counts as alive. */
  isAlive: boolean;
}

const fileIn = (folder: string): string => join(folder, "sweep.pid");

/** Folders that sweeps of this very process run in. */
const held = new Set<string>();

/** Who has taken a sweep's folder; undefined where nobody has. */
export async function ownerOf(folder: string): Promise<Owner | undefined> {
  const text = await readFile(fileIn(folder), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [number = "", host = hostname()] = text.trim().split(" ");
  const pid = Number(number);
  return {pid, host, isAlive: pid > 0 && (host !== hostname() || isAlive(pid))};
}

/**
 * Takes a folder for one sweep alone.
 *
 * @returns what gives it back
 * @throws Error if a process that is alive has it
 */
export async function occupy(folder: string): Promise<() => Promise<void>> {
  const file = fileIn(folder);
  // Written whole before it is there, so that nobody finds it empty.
  const own = `${file}.${randomUUID()}`;
  await mkdir(folder, {recursive: true});
  for (;;) {
    try {
      await writeFile(own, `${process.pid} ${hostname()}\n`);
      await link(own, file);
      await rm(own);
      held.add(file);
      return () => {
        held.delete(file);
        return rm(file, {force: true});
      };
    } catch (error) {
      await rm(own, {force: true});
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = await ownerOf(folder);
      if (owner?.isAlive && owner.host !== hostname()) {
        throw new Error(
          `sweep: ${folder} is nobody's, but process ${owner.pid} of ${owner.host} has it; ` +
            `if that is gone, remove ${file}`,
          {cause: error}
        );
      }
      if (owner?.isAlive && (owner.pid !== process.pid || held.has(file))) {
        throw new Error(`sweep: ${folder} is nobody's, but process ${owner.pid} is running it`, {
          cause: error
        });
      }
      await rm(file, {force: true});
    }
  }
}

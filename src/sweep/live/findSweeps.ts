import {existsSync} from "node:fs";
import {readdir} from "node:fs/promises";
import {basename, join} from "node:path";

/**
 * The folders of sweeps below a folder such as `runs`, the latest first; inside of sweeps nobody looks.
 *
 * @param depth - of folders in folders
 */
export async function findSweeps(folder: string, depth: number = 5): Promise<string[]> {
  if (existsSync(join(folder, "sweep.json"))) return [folder];
  if (depth === 0) return [];
  const entries = await readdir(folder, {withFileTypes: true}).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "EACCES") return [];
      throw error;
    }
  );
  const below = entries
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
    .map(({name}) => findSweeps(join(folder, name), depth - 1));
  // Their names begin with the time.
  return (await Promise.all(below)).flat().sort((a, b) => (basename(a) < basename(b) ? 1 : -1));
}

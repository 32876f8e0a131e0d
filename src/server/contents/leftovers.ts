import {rm, stat} from "node:fs/promises";
import {createHash} from "node:crypto";
import path from "node:path";
import {temporaryName} from "../../notebook/writeAtomic.ts";

// What is not whole yet has a name of its own: what `writeAtomic` and copies write, and uploads of
// which pieces are missing. The names begin with a dot, so that nobody sees them.

const minute = 60_000;

/** Names of unfinished files, and the age in milliseconds from which nobody works on them any more. */
const unfinished = [
  {name: temporaryName, oldest: 5 * minute},
  {name: /^\.~[0-9a-f]{32}\.upload$/, oldest: 24 * 60 * minute}
];

/** Where the pieces of an upload to a place are gathered, the same for the same place. */
export function uploadFor(target: string): string {
  const digest = createHash("sha256").update(path.basename(target)).digest("hex").slice(0, 32);
  return path.join(path.dirname(target), `.~${digest}.upload`);
}

/**
 * Deletes what was cut off in a folder, because its process was killed or the machine stopped.
 *
 * @param names - of the folder's entries
 */
export async function removeLeftovers(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const kind = name.startsWith(".~") && unfinished.find((kind) => kind.name.test(name));
    if (!kind) continue;
    const leftover = path.join(folder, name);
    const modified = await stat(leftover).then(
      (stats) => stats.mtimeMs,
      () => Infinity
    );
    if (Date.now() - modified < kind.oldest) continue;
    // Whoever may not delete it has nothing to fear from it either.
    await rm(leftover, {force: true, recursive: true}).catch(() => undefined);
  }
}

import {randomBytes} from "node:crypto";
import {chmod, mkdir, open, readFile} from "node:fs/promises";
import path from "node:path";

/**
 * The key that notebooks are signed with on this machine: made on first use, readable by nobody but
 * the user.
 *
 * @param file - where it is kept
 */
export async function readSecret(file: string): Promise<Buffer> {
  await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
  try {
    // Two servers may start at once: the one that comes second takes the first one's key.
    const handle = await open(file, "wx", 0o600);
    try {
      const secret = randomBytes(64);
      await handle.writeFile(secret);
      await handle.sync();
      return secret;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  await chmod(file, 0o600);
  const secret = await readFile(file);
  if (secret.length >= 32) return secret;
  throw new Error(`readSecret: a key has at least 32 bytes, but ${file} has ${secret.length}`);
}

import {createHash, createHmac, randomBytes, timingSafeEqual} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";

/** A token that nobody guesses: 24 random bytes, in hexadecimal. */
export function randomToken(): string {
  return randomBytes(24).toString("hex");
}

/** Whether two secrets are equal, in a time that tells nothing of either, not even the length. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * The key that signs login cookies. It is kept beside the connection files, so that a tab that is
 * open stays logged in when the server starts again, and it changes with what was chosen to log in
 * with, so that a new password ends every old login.
 */
export function cookieKey(runtimeDir: string, chosen: string): string {
  const file = path.join(runtimeDir, "convnotes_cookie_secret");
  return createHmac("sha256", readOrMake(file)).update(chosen).digest("hex");
}

function readOrMake(file: string): Buffer {
  try {
    // "wx": of two servers that start at once, one makes it and both use it.
    writeFileSync(file, randomBytes(32), {mode: 0o600, flag: "wx"});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const secret = readFileSync(file);
  if (secret.length >= 32) return secret;
  throw new Error(
    `cookieKey: expected at least 32 bytes in ${file}, but got ${secret.length}; remove it and start again`
  );
}

import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";

/** What models say about how their hash was made. */
export const hashAlgorithm = "sha256";

/** The hash of bytes, as models carry it. */
export function hashOf(bytes: Uint8Array): string {
  return createHash(hashAlgorithm).update(bytes).digest("hex");
}

/** The hash of a file, which is never in memory as a whole. */
export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash(hashAlgorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

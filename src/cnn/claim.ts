import {host} from "./host.ts";

export interface ClaimOptions {
  /** `"defaults"`: holds for the lecture's own parameters only, and is not checked with others. */
  needs?: "defaults";
}

/**
 * States what a lecture has just shown, and checks that it is so.
 *
 * Prints a tick and the text when it holds. A claim that needs the lecture's own parameters is not
 * checked once the reader has changed one, so that an experiment is never stopped.
 *
 * @param row - row of the course that is claimed, as in `"5.3"`
 * @param ok - whether it holds
 * @param text - the claim in words
 * @throws Error if it does not hold
 *
 * @example
 * ```ts
 * claim("3.3", outputSize(28, 3) === 26, "a 3×3 kernel turns 28×28 into 26×26");
 * // ✓ 3.3 a 3×3 kernel turns 28×28 into 26×26
 * ```
 */
export function claim(row: string, ok: boolean, text: string, {needs}: ClaimOptions = {}): void {
  const changed = host()?.changedParameters ?? [];
  if (needs === "defaults" && changed.length > 0) {
    console.log(`– ${row} not checked with these parameters (${changed.join(", ")}): ${text}`);
    return;
  }
  if (!ok) throw new Error(`claim ${row} does not hold: ${text}`);
  console.log(`✓ ${row} ${text}`);
}

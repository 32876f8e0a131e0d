/** As much of node-pty as terminals need. */
export interface Pty {
  readonly pid: number;
  onData(listener: (text: string) => void): unknown;
  onExit(listener: (exit: {exitCode: number}) => void): unknown;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(signal?: string): void;
}

/** Starts a program in a terminal of its own. */
export type Spawn = (
  file: string,
  args: string[],
  options: {
    name: string;
    cols: number;
    rows: number;
    cwd: string;
    env: Record<string, string | undefined>;
  }
) => Pty;

/**
 * Looks for the binary that terminals rest on, which there is for some platforms only.
 *
 * @returns nothing if terminals cannot be had on this machine
 */
export async function findSpawn(): Promise<Spawn | undefined> {
  try {
    const {spawn} = await import("@lydell/node-pty");
    return spawn;
  } catch {
    // An optional dependency: without it there are no terminals, and everything else.
    return undefined;
  }
}

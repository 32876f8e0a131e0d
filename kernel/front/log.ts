/** What a reader never sees and an operator may: one line on standard error. */
export function log(message: string): void {
  process.stderr.write(`convnotes kernel: ${message}\n`);
}

/** An error in one line. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

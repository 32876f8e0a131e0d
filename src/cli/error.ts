/** Ends a command with one line on standard error and an exit code, and no stack. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, {exitCode = 1}: {exitCode?: number} = {}) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

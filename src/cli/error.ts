/** Ends a command with one line on standard error and an exit code, and no stack. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, {exitCode = 1}: {exitCode?: number} = {}) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

/** A slip on the command line: what it is, and where the command is explained. */
export function usageError(command: string, message: string): CliError {
  const text = `convnotes ${command}: ${message} (see convnotes ${command} --help)`;
  return new CliError(text, {exitCode: 2});
}

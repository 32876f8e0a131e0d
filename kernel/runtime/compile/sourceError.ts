/** A cell or file that does not parse. */
export class SourceError extends SyntaxError {
  /** UTF-16 offset in the source. */
  readonly offset: number;
  readonly length: number;
  /** Of which text, when it is not the cell that is being run. */
  file?: {name: string; source: string};

  constructor(message: string, offset: number, length: number) {
    super(message);
    this.name = "SyntaxError";
    this.offset = offset;
    this.length = length;
  }
}

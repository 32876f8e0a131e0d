/** One value in several forms, by MIME type, as Jupyter shows it: the front end takes the richest it knows. */
export type MimeBundle = Record<string, unknown>;

/** An open channel between code in a cell and a view of it in the front end. */
export interface Comm {
  readonly id: string;
  send(data: unknown, buffers?: readonly ArrayBufferView[]): void;
  close(data?: unknown): void;
  onMessage: ((data: unknown, buffers: readonly DataView[]) => void) | null;
  onClose: ((data: unknown) => void) | null;
}

/**
 * What a notebook's kernel offers to the code it runs. The library never imports the kernel: the
 * kernel puts this object at `globalThis[Symbol.for("convnotes.host")]`.
 */
export interface Host {
  /** Shows a value below the running cell; with an id, `update` can replace it later. */
  display(bundle: MimeBundle, id?: string): void;
  /** Replaces what was displayed under the id. */
  update(bundle: MimeBundle, id: string): void;
  /** Aborted when the reader stops the running cell; a new one for each cell. */
  readonly signal: AbortSignal;
  /** Names of the notebook's parameters that have another value than the author's default. */
  readonly changedParameters?: readonly string[];
  /** The value of a top-level name of the notebook; throws ReferenceError where there is none. */
  topLevel?(name: string): unknown;
  /** Opens a comm of a target name. */
  comm(target: string, data?: unknown, buffers?: readonly ArrayBufferView[]): Comm;
  /** Says who takes the comms of a target name that the front end opens; others are closed. */
  registerCommTarget(
    target: string,
    opened: (comm: Comm, data: unknown, buffers: readonly DataView[]) => void
  ): void;
}

/** The key under which a value keeps the function that gives its MIME bundle. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

const hostSymbol = Symbol.for("convnotes.host");

/** The kernel that runs this code, or `undefined` in a plain script. */
export function host(): Host | undefined {
  return (globalThis as {[hostSymbol]?: Host})[hostSymbol];
}

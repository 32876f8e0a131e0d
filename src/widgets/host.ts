/** One value in several forms, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** An open channel to the front end. */
export interface Comm {
  readonly id: string;
  send(data: unknown, buffers?: readonly ArrayBufferView[]): void;
  close(data?: unknown): void;
  onMessage: ((data: unknown, buffers: readonly DataView[]) => void) | null;
  onClose: ((data: unknown) => void) | null;
}

/** What code puts out, as a notebook keeps it, and what changes of it. */
export type Captured =
  | {output_type: "stream"; name: "stdout" | "stderr"; text: string}
  | {
      output_type: "display_data" | "update_display_data";
      data: MimeBundle;
      metadata: Record<string, unknown>;
      displayId?: string;
    }
  | {output_type: "error"; ename: string; evalue: string; traceback: string[]}
  | {output_type: "clear_output"; wait: boolean};

/** What widgets ask of the notebook's kernel. */
export interface Host {
  display(bundle: MimeBundle, id?: string): void;
  update(bundle: MimeBundle, id: string): void;
  comm(
    target: string,
    data?: unknown,
    buffers?: readonly ArrayBufferView[],
    metadata?: Record<string, unknown>
  ): Comm;
  registerCommTarget(target: string, opened: (comm: Comm) => void): void;
  /** Makes what a function puts out, whenever it is called, that of the code that runs now. */
  here<A extends unknown[], T>(run: (...values: A) => T): (...values: A) => T;
  /** Runs a function; what it prints and displays, however late, goes to `take` instead of the cell. */
  capture<T>(run: () => T, take: (output: Captured) => void): T;
  /** How a value is shown. */
  bundleOf(value: unknown): MimeBundle | Promise<MimeBundle>;
  /** Shows an error as one of the running code, which goes on. */
  reportError(error: unknown): void;
}

const hostSymbol = Symbol.for("convnotes.host");

/** The kernel that runs this code, or `undefined` in a plain script. */
export function host(): Host | undefined {
  return (globalThis as {[hostSymbol]?: Host})[hostSymbol];
}

/** The key under which a value keeps the function that gives its MIME bundle. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

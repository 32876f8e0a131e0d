import type {MimeBundle} from "../mimeBundle.ts";
import {type Captured, captureStorage} from "./captured.ts";
import type {Comm, Comms, CommTarget} from "./comms.ts";
import {mimeBundleOf} from "./show/bundle.ts";

interface HostParts {
  display: (bundle: MimeBundle, id?: string) => void;
  update: (bundle: MimeBundle, id: string) => void;
  signal: () => AbortSignal;
  changedParameters: () => readonly string[];
  topLevel: (name: string) => unknown;
  comms: Comms;
  here: <A extends unknown[], T>(run: (...values: A) => T) => (...values: A) => T;
  reportError: (error: unknown) => void;
}

/**
 * Offers the kernel to the libraries that cells use, at `globalThis[Symbol.for("convnotes.host")]`;
 * they know its interface and need not import the kernel.
 */
export function exposeHost({
  display,
  update,
  signal,
  changedParameters,
  topLevel,
  comms,
  here,
  reportError
}: HostParts): void {
  const host = {
    display,
    update,
    get signal(): AbortSignal {
      return signal();
    },
    get changedParameters(): readonly string[] {
      return changedParameters();
    },
    topLevel,
    comm: (
      target: string,
      data?: unknown,
      buffers?: readonly ArrayBufferView[],
      metadata?: Record<string, unknown>
    ): Comm => comms.open(target, data, buffers, metadata),
    /** Says who takes the comms of a target name that the front end opens. */
    registerCommTarget: (target: string, opened: CommTarget): void =>
      comms.register(target, opened),
    here,
    /** Runs a function; what it prints and displays, however late, goes to `take` instead of the cell. */
    capture: <T>(run: () => T, take: (output: Captured) => void): T =>
      captureStorage.run(take, run),
    /** How a value is shown. */
    bundleOf: mimeBundleOf,
    reportError
  };
  Object.defineProperty(globalThis, Symbol.for("convnotes.host"), {
    value: host,
    configurable: true
  });
}

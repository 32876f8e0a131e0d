import type {MimeBundle} from "../mimeBundle.ts";
import type {Comm, Comms, CommTarget} from "./comms.ts";

interface HostParts {
  display: (bundle: MimeBundle, id?: string) => void;
  update: (bundle: MimeBundle, id: string) => void;
  signal: () => AbortSignal;
  changedParameters: () => readonly string[];
  topLevel: (name: string) => unknown;
  comms: Comms;
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
  comms
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
    comm: (target: string, data?: unknown, buffers?: readonly ArrayBufferView[]): Comm =>
      comms.open(target, data, buffers),
    /** Says who takes the comms of a target name that the front end opens. */
    registerCommTarget: (target: string, opened: CommTarget): void => comms.register(target, opened)
  };
  Object.defineProperty(globalThis, Symbol.for("convnotes.host"), {
    value: host,
    configurable: true
  });
}

import type {IComm, IKernelConnection} from "@jupyterlab/services/lib/kernel/kernel.js";

/** What runs the tensors of a kernel, and how many there are. */
export interface KernelDetails {
  /** `native`, `wasm`, `cpu` … */
  readonly engine: string;
  readonly threads: number;
  readonly tensors: number;
  /** Memory of the tensors, in bytes. */
  readonly bytes: number;
}

/** The target that the library takes comms for, once a notebook has imported it. */
const target = "convnotes.kernelDetails";

/** Asks a kernel; undefined where it does not know the library. */
export function askDetails(kernel: IKernelConnection): Promise<KernelDetails | undefined> {
  return new Promise((resolve) => {
    const comm: IComm = kernel.createComm(target);
    comm.onMsg = ({content}) => resolve(content.data as unknown as KernelDetails);
    comm.onClose = () => resolve(undefined);
    comm.open().done.then(
      () => resolve(undefined),
      () => resolve(undefined)
    );
  });
}

/** In words, for the status bar: `native · 2 threads · 1,234 tensors · 12.3 MB`. */
export function detailsText({engine, threads, tensors, bytes}: KernelDetails): string {
  const count = (number: number, thing: string): string =>
    `${number.toLocaleString("en-US")} ${thing}${number === 1 ? "" : "s"}`;
  return [engine, count(threads, "thread"), count(tensors, "tensor"), sizeText(bytes)].join(" · ");
}

function sizeText(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e5) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

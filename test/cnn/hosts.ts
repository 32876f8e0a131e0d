import type {MimeBundle} from "../../src/cnn/host.ts";

/** What a kernel was asked to show. */
export interface Shown {
  what: "display" | "update";
  id: string | undefined;
  bundle: MimeBundle;
}

const key = Symbol.for("convnotes.host");

/**
 * Runs some code as a kernel would: with a host that keeps what it is asked to show, and whose signal
 * `stop` aborts.
 */
export async function inNotebook<T>(
  run: (notebook: {shown: Shown[]; stop: () => void}) => T | Promise<T>,
  {changedParameters}: {changedParameters?: readonly string[]} = {}
): Promise<T> {
  const shown: Shown[] = [];
  const controller = new AbortController();
  const global = globalThis as {[key]?: unknown};
  global[key] = {
    display: (bundle: MimeBundle, id?: string) => shown.push({what: "display", id, bundle}),
    update: (bundle: MimeBundle, id: string) => shown.push({what: "update", id, bundle}),
    signal: controller.signal,
    changedParameters,
    comm: () => {
      throw new Error("no front end here");
    }
  };
  try {
    return await run({shown, stop: () => controller.abort()});
  } finally {
    delete global[key];
  }
}

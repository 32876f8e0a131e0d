import {once} from "node:events";
import {Worker} from "node:worker_threads";
import {HttpError} from "../httpError.ts";
import type {openNotebook, parseSave} from "./notebookTasks.ts";

/** From how many bytes on a notebook is another thread's work: below, starting one takes longer. */
export const largeNotebook = 2 ** 20;

/** The tasks of the thread, what they are given and what they give. */
export interface Tasks {
  /** The content comes as JSON, which is what a model is sent as anyway. */
  openNotebook: {
    given: Parameters<typeof openNotebook>[0];
    result: {json: Uint8Array; message?: string};
  };
  parseSave: {given: Parameters<typeof parseSave>[0]; result: ReturnType<typeof parseSave>};
}

export type Answer =
  {result: unknown} | {error: {status: number; message: string; reason: string | null}};

// Node runs no TypeScript: what imports this from the sources, as tests do, has the thread as it was built.
const here = import.meta.url.replace(/\/src\/(server\/contents\/[^/]+\.ts)$/, "/dist/src/$1");
const file = new URL("./notebookThread.js", here);

/**
 * Does a task in a thread of its own, so that the server goes on answering, and kernels are heard,
 * while a large notebook is read or written.
 *
 * @param bytes - of `given`, handed over: they are empty here afterwards
 * @throws HttpError as the task throws it; 503 if the thread's memory does not suffice
 */
export async function inThread<Name extends keyof Tasks>(
  name: Name,
  given: Tasks[Name]["given"],
  bytes: Uint8Array<ArrayBuffer>
): Promise<Tasks[Name]["result"]> {
  const worker = new Worker(file, {
    workerData: {name, given},
    transferList: [bytes.buffer],
    // Options of this process, such as how its main script is to be read, are not for the thread.
    execArgv: []
  });
  try {
    const [answer] = (await once(worker, "message")) as [Answer];
    if ("result" in answer) return answer.result as Tasks[Name]["result"];
    const {status, message, reason} = answer.error;
    throw new HttpError(status, message, {reason});
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_WORKER_OUT_OF_MEMORY") throw cause;
    throw new HttpError(503, `${given.path} is too large for this machine's memory`, {cause});
  } finally {
    void worker.terminate();
  }
}

/** Bytes that own their memory, so that it can be handed over. */
export function ownBytes(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return isOwn && bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);
}

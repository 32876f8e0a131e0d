// The thread that `inThread` starts: it does one task, answers and ends.
import {parentPort, workerData} from "node:worker_threads";
import {HttpError} from "../httpError.ts";
import type {Answer, Tasks} from "./inThread.ts";
import {openNotebook, parseSave} from "./notebookTasks.ts";

const {name, given} = workerData as {
  [Name in keyof Tasks]: {name: Name; given: Tasks[Name]["given"]};
}[keyof Tasks];

function answer(message: Answer, bytes?: Uint8Array): void {
  // Handed over, not copied; what is small shares its memory with others and cannot be.
  const {buffer, byteLength} = bytes ?? new Uint8Array();
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  parentPort?.postMessage(message, isOwn ? [buffer] : []);
}

try {
  if (name === "openNotebook") {
    const {content, ...fault} = openNotebook(given);
    const json = new TextEncoder().encode(JSON.stringify(content));
    answer({result: {json, ...fault}}, json);
  } else {
    const result = parseSave(given);
    answer({result}, result.encoded?.bytes);
  }
} catch (error) {
  if (!(error instanceof HttpError)) throw error;
  const {status, message, reason} = error;
  answer({error: {status, message, reason}});
}

// The thread that talks to the compiler: its calls block, and nobody else must wait for them.

import {parentPort, workerData} from "node:worker_threads";
import type {CheckOptions} from "./compilerOptions.ts";
import {completeness} from "./completeness.ts";
import {openProject} from "./openProject.ts";

export interface Request {
  id: number;
  method: "check" | "retract" | "complete" | "inspect" | "isComplete" | "close";
  args: unknown[];
}

export type Reply = {id: number} & ({result: unknown} | {error: string});

const port = parentPort;
if (!port) throw new Error("checker: the worker runs in a thread of its own");

const project = openProject(workerData as CheckOptions);

function answer({method, args}: Request): unknown {
  const [code, offset] = args as [string, number];
  switch (method) {
    case "check":
      return project.check(code);
    case "retract":
      return project.retract();
    case "complete":
      return project.complete(code, offset);
    case "inspect":
      return project.inspect(code, offset);
    case "isComplete":
      return completeness(code);
    case "close":
      return project.close();
  }
}

port.on("message", (request: Request) => {
  const {id, method} = request;
  try {
    port.postMessage({id, result: answer(request)} satisfies Reply);
  } catch (error) {
    port.postMessage({id, error: (error as Error).stack ?? String(error)} satisfies Reply);
  }
  if (method === "close") port.close();
});

import {type ConnectionInfo, ports} from "../../src/jupyter/connectionFile.ts";
import type {Checker} from "../checker.ts";
import type {Comms} from "./comms.ts";
import type {History} from "./history.ts";
import {kernelInfo} from "./kernelInfo.ts";
import {complete, inspect, isComplete} from "./language.ts";
import type {ReplyContent} from "./requests.ts";

interface Parts {
  connection: ConnectionInfo;
  checker: () => Checker;
  comms: Comms;
  history: History;
}

type Content = Record<string, unknown>;

/** A request's content in, the reply's out. */
export type Answer = (content: Content) => ReplyContent | Promise<ReplyContent>;

/** The requests that need no cell, by message type; on shell and control alike. */
export function answers({connection, checker, comms, history}: Parts): Map<string, Answer> {
  return new Map<string, Answer>([
    ["kernel_info_request", () => kernelInfo],
    ["complete_request", (content) => complete(checker(), content)],
    ["inspect_request", (content) => inspect(checker(), content)],
    ["is_complete_request", (content) => isComplete(checker(), content)],
    ["history_request", (content) => ({status: "ok", history: history.rows(content)})],
    ["comm_info_request", ({target_name}) => ({status: "ok", comms: comms.info(target_name)})],
    [
      "connect_request",
      () => {
        const numbers = ports.map((port) => [`${port}_port`, connection[`${port}_port`]]);
        return {status: "ok", ...(Object.fromEntries(numbers) as Record<string, number>)};
      }
    ],
    ["debug_request", refuseDebugging],
    ["create_subshell_request", noSubshells],
    ["delete_subshell_request", noSubshells],
    ["list_subshell_request", noSubshells]
  ]);
}

/** The debug adapter protocol has a way of its own to say no. */
function refuseDebugging({seq, command}: Content): ReplyContent {
  return {
    status: "error",
    type: "response",
    seq: 0,
    request_seq: typeof seq === "number" ? seq : 0,
    success: false,
    command: typeof command === "string" ? command : "",
    message: "this kernel has no debugger"
  };
}

/** Says so for each request about them, as a kernel without `kernel subshells` should. */
function noSubshells(): ReplyContent {
  const evalue = "this kernel has no subshells: it answers beside a running cell anyway";
  return {status: "error", ename: "SubshellsNotSupported", evalue, traceback: []};
}

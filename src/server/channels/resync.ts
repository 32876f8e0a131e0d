import {randomUUID} from "node:crypto";
import type {Message} from "../../jupyter/message.ts";
import type {Execution} from "../executions/executionLog.ts";
import type {Output} from "../executions/outputs.ts";
import {ChannelMessage} from "./channelMessage.ts";

/**
 * The messages that bring a client up to date about an execution of which it has missed any part: the
 * output is cleared and said again, and so is the end if it has ended. Doing so twice does no harm.
 *
 * @param session - the kernel's, under which the client expects all messages
 */
export function resync(execution: Execution, session: string): ChannelMessage[] {
  const {request, outputs, question, reply, state, executionCount, code} = execution;
  const iopub = (type: string, content: Record<string, unknown>): ChannelMessage =>
    new ChannelMessage("iopub", messageOf(execution, session, type, content));
  const shown = outputs.toJSON();
  const messages = [iopub("clear_output", {wait: shown.length > 0})];
  if (executionCount !== null) {
    messages.unshift(iopub("execute_input", {code, execution_count: executionCount}));
  }
  if (state === "running") messages.unshift(iopub("status", {execution_state: "busy"}));
  for (const output of shown) {
    const {output_type, ...content} = output;
    const id = outputs.displayIdOf(output);
    const transient = id === undefined ? {} : {transient: {display_id: id}};
    messages.push(iopub(output_type, isShown(output) ? {...content, ...transient} : content));
  }
  if (question) messages.push(new ChannelMessage("stdin", question));
  if (reply) messages.push(new ChannelMessage("shell", {...reply, parent_header: request}));
  if (state === "done") messages.push(iopub("status", {execution_state: "idle"}));
  return messages;
}

function isShown({output_type}: Output): boolean {
  return output_type === "display_data" || output_type === "execute_result";
}

function messageOf(
  {request}: Execution,
  session: string,
  type: string,
  content: Record<string, unknown>
): Message {
  const date = new Date().toISOString();
  const header = {
    ...request,
    msg_id: randomUUID(),
    msg_type: type,
    username: "convnotes",
    session,
    date
  };
  return {header, parent_header: request, metadata: {}, content, buffers: []};
}

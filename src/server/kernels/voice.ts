import {type Channel, type Header, Session} from "../../jupyter/message.ts";
import {ChannelMessage} from "../channels/channelMessage.ts";
import type {Execution} from "../executions/executionLog.ts";

/** How a process ended, and what it said last. */
export interface Death {
  how: string;
  said: string;
}

/** Says in a kernel's name what the kernel itself cannot say, or not any more. */
export class Voice {
  /** The author of requests to the kernel that no client has asked for. */
  readonly own = new Session({username: "convnotes"});
  /**
   * The session of the kernel's own messages. Everything is said under it: to a client another one
   * means that the kernel is another, and what it heard before is void.
   */
  session = this.own.id;

  say(
    channel: Channel,
    type: string,
    content: Record<string, unknown>,
    parent: Partial<Header> = {}
  ): ChannelMessage {
    const message = this.own.message(type, {content, parent});
    const header = {...message.header, session: this.session};
    return new ChannelMessage(channel, {...message, header});
  }

  /** The end of an execution whose process is gone, since clients would wait for ever; a running cell says why. */
  abort({request, state, executionCount}: Execution, death?: Death): ChannelMessage[] {
    const content = {status: "aborted", execution_count: executionCount};
    const reply = this.say("shell", "execute_reply", content, request);
    const idle = this.say("iopub", "status", {execution_state: "idle"}, request);
    if (!death || state !== "running") return [reply, idle];
    return [this.say("iopub", "error", errorOf(death), request), reply, idle];
  }
}

function errorOf({how, said}: Death): Record<string, unknown> {
  const evalue = `the kernel died (${how}); what its cells declared is gone`;
  const traceback = [`KernelDied: ${evalue}`, ...(said ? [said] : [])];
  return {ename: "KernelDied", evalue, traceback};
}

import {Session} from "../../../src/jupyter/message.ts";
import type {Channel, Header} from "../../../src/jupyter/message.ts";
import {ChannelMessage} from "../../../src/server/channels/channelMessage.ts";

const session = new Session({id: "kernel"});

/** The header of a request with an id. */
export function request(msg_id: string): Header {
  return {...session.message("execute_request", {content: {}}).header, msg_id, session: "tab"};
}

/** What a kernel says on behalf of a request. */
export function says(
  parent: string,
  type: string,
  content: Record<string, unknown>,
  channel: Channel = "iopub"
): ChannelMessage {
  return new ChannelMessage(channel, session.message(type, {content, parent: request(parent)}));
}

export function prints(parent: string, text: string, name = "stdout"): ChannelMessage {
  return says(parent, "stream", {name, text});
}

export function idle(parent: string): ChannelMessage {
  return says(parent, "status", {execution_state: "idle"});
}

/** Types of messages with the text of streams. */
export function summary(messages: ChannelMessage[]): string[] {
  return messages.map(({type, message}) => {
    const {text} = message.content as {text?: string};
    return text === undefined ? type : `${type} ${text}`;
  });
}

import {stripVTControlCharacters} from "node:util";
import type {Message} from "../../jupyter/message.ts";

/** What a message of iopub says, as text for a terminal: streams as they are, displays in words. */
export function textOf({header, content}: Message): string {
  switch (header.msg_type) {
    case "stream":
      return String(content.text);
    case "display_data":
    case "execute_result": {
      const {"text/plain": plain} = (content.data ?? {}) as Record<string, unknown>;
      return typeof plain === "string" ? `${plain.replace(/\n$/, "")}\n` : "";
    }
    default:
      // Updates of a figure say the same again and again, and errors are told when the cell ends.
      return "";
  }
}

/** Without colours when nobody sees them. */
export function plainUnlessTerminal(text: string, {isTTY}: {isTTY?: boolean}): string {
  return isTTY ? text : stripVTControlCharacters(text);
}

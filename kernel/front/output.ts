import type {FromRuntime} from "../messages.ts";
import type {History} from "./history.ts";
import type {Origin} from "./origins.ts";
import type {Publisher} from "./publisher.ts";

type Output = Extract<
  FromRuntime,
  {
    type:
      | "stream"
      | "display_data"
      | "update_display_data"
      | "execute_result"
      | "clear_output"
      | "error";
  }
>;

/** Publishes what a cell shows. */
export function publishOutput(
  output: Output,
  {header, executionCount, silent, storesHistory}: Origin,
  {publisher, history}: {publisher: Publisher; history: History}
): void {
  if (silent) return;
  switch (output.type) {
    case "stream":
      publisher.stream(output.name, output.text, header);
      return;
    case "clear_output":
      publisher.publish("clear_output", header, {content: {wait: output.wait}});
      return;
    case "error": {
      const {ename, evalue, traceback} = output;
      publisher.publish("error", header, {content: {ename, evalue, traceback}});
      return;
    }
    case "execute_result": {
      const text = output.data["text/plain"];
      if (storesHistory && typeof text === "string") history.setOutput(executionCount, text);
    }
  }
  const {type, data, metadata, displayId, buffers = []} = output;
  const content = {
    data,
    metadata,
    transient: displayId === undefined ? {} : {display_id: displayId},
    ...(type === "execute_result" && {execution_count: executionCount})
  };
  publisher.publish(type, header, {content, buffers});
}

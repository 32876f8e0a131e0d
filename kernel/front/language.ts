import type {Checker} from "../checker.ts";
import {toCodePoints, toUtf16} from "./codePoints.ts";
import type {ReplyContent} from "./requests.ts";

type Content = Record<string, unknown>;

/** What the checker knows, in the protocol's words. */
export async function complete(checker: Checker, content: Content): Promise<ReplyContent> {
  const {code, cursor} = position("complete_request", content);
  const {matches, start, end} = await checker.complete(code, cursor);
  const range = {start: toCodePoints(code, start), end: toCodePoints(code, end)};
  return {
    status: "ok",
    matches: matches.map(({text}) => text),
    cursor_start: range.start,
    cursor_end: range.end,
    metadata: {
      // Where JupyterLab looks for the kinds of matches.
      _jupyter_types_experimental: matches.map(({text, type}) => ({...range, text, type}))
    }
  };
}

export async function inspect(checker: Checker, content: Content): Promise<ReplyContent> {
  const {code, cursor} = position("inspect_request", content);
  const found = await checker.inspect(code, cursor, content.detail_level === 1 ? 1 : 0);
  const data = found ? {"text/plain": found.text, "text/markdown": found.markdown} : {};
  return {status: "ok", found: found !== undefined, data, metadata: {}};
}

/** The status of this reply is not `ok` but whether the code can be run. */
export async function isComplete(checker: Checker, content: Content): Promise<ReplyContent> {
  const {status, indent = ""} = await checker.isComplete(text("is_complete_request", content));
  return status === "incomplete" ? {status, indent} : {status};
}

function position(request: string, content: Content): {code: string; cursor: number} {
  const code = text(request, content);
  const {cursor_pos = Infinity} = content;
  if (typeof cursor_pos !== "number") {
    throw new TypeError(`${request}: cursor_pos is a number, but got ${typeof cursor_pos}`);
  }
  return {code, cursor: toUtf16(code, cursor_pos)};
}

/** The `code` of a request. */
export function text(request: string, {code}: Content): string {
  if (typeof code === "string") return code;
  throw new TypeError(`${request}: code is a string, but got ${typeof code}`);
}

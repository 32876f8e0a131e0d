import {HttpError} from "../httpError.ts";
import type {ReadOptions} from "./read.ts";

/**
 * What a query asks for: `type`, `format`, `content` and `hash`. A type that we do not know is a file.
 *
 * @throws HttpError 400 if a value is none of those it can have
 */
export function readOptions(query: unknown): ReadOptions {
  const {type, format, content = "1", hash = "0"} = query as Record<string, unknown>;
  if (format !== undefined && format !== "text" && format !== "base64") {
    throw new HttpError(400, `Format ${JSON.stringify(format)} is invalid`);
  }
  return {
    ...(type !== undefined && {
      type: type === "directory" || type === "notebook" ? type : ("file" as const)
    }),
    ...(format !== undefined && {format}),
    content: flag("Content", content),
    hash: flag("Hash argument", hash)
  };
}

function flag(name: string, value: unknown): boolean {
  if (value === "0" || value === "1") return value === "1";
  throw new HttpError(400, `${name} ${JSON.stringify(value)} is invalid. It must be '0' or '1'.`);
}

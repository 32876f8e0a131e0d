import {HttpError} from "../httpError.ts";
import {areHarmless, type Cells, markCells} from "../trust/cells.ts";
import {decodeNotebook} from "./decode.ts";
import {type Encoded, encodeNotebook} from "./encode.ts";
import type {SaveRequest} from "./saveRequest.ts";

// What takes a while with a large notebook, and needs nothing but its bytes.

/**
 * Reads a notebook and marks what of it is trusted.
 *
 * @param isSigned - whether the file is signed
 * @returns the content as it goes into the model, and what is wrong with it
 */
export function openNotebook({
  path,
  bytes,
  isSigned
}: {
  path: string;
  bytes: Uint8Array;
  isSigned: boolean;
}): {content: Cells; message?: string} {
  const {content, ...fault} = decodeNotebook(path, toBuffer(bytes));
  // A notebook without outputs has nothing to distrust: saving it would sign it, so it opens as signed.
  markCells(content, isSigned || areHarmless(content));
  return {content, ...fault};
}

/**
 * Reads the body of a save, and of a notebook makes the bytes of its file.
 *
 * @throws HttpError 400 if the body is no JSON object
 */
export function parseSave({path, body}: {path: string; body: Uint8Array}): {
  request: SaveRequest & Record<string, unknown>;
  encoded?: Encoded;
} {
  const request = parseBody(toBuffer(body).toString());
  if (request.type !== "notebook") return {request};
  const encoded = encodeNotebook(path, request.content);
  // The content is in the bytes now; it need not go from thread to thread as well.
  return {request: {...request, content: true}, encoded};
}

function parseBody(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) {
      return body as Record<string, unknown>;
    }
  } catch (cause) {
    throw new HttpError(400, "Invalid JSON in body of request", {cause});
  }
  throw new HttpError(400, "The body of the request is a JSON object");
}

/** The same memory as a buffer; between threads only its bytes go. */
function toBuffer({buffer, byteOffset, byteLength}: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

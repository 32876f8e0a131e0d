import type {MimeBundle} from "../../mimeBundle.ts";

const signatures: {type: string; at: number; bytes: number[]}[] = [
  {type: "image/png", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]},
  {type: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff]},
  {type: "image/gif", at: 0, bytes: [0x47, 0x49, 0x46, 0x38]},
  {type: "image/webp", at: 8, bytes: [0x57, 0x45, 0x42, 0x50]}
];

/** The bytes of an image file as that image; `undefined` for other bytes. */
export function imageBundle(bytes: Uint8Array): MimeBundle | undefined {
  const found = signatures.find(({at, bytes: signature}) =>
    signature.every((byte, index) => bytes[at + index] === byte)
  );
  if (!found) return undefined;
  return {
    [found.type]: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    "text/plain": `${found.type}, ${bytes.length} bytes`
  };
}

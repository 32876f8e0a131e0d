import {createHmac, timingSafeEqual} from "node:crypto";

/** Signs the four JSON frames of a message with the key of the connection file. */
export interface Signer {
  sign(frames: readonly Uint8Array[]): string;
  /** Whether the signature is that of the frames, told in constant time. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/**
 * The signer of a connection: HMAC over header, parent header, metadata and content, in this
 * order; buffers are not signed. An empty key means that messages go unsigned.
 *
 * @param key - the connection file's `key`
 * @param scheme - its `signature_scheme`: `hmac-` and the name of a hash
 * @throws RangeError if the scheme is not an HMAC of a hash that Node knows
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#wire-protocol
 */
export function signer(key: string, scheme = "hmac-sha256"): Signer {
  if (key === "") return {sign: () => "", verify: () => true};
  const hash = /^hmac-(.+)$/.exec(scheme)?.[1];
  const hmac = (frames: readonly Uint8Array[]) => {
    const sum = createHmac(hash ?? "", key);
    for (const frame of frames) sum.update(frame);
    return sum.digest("hex");
  };
  try {
    hmac([]);
  } catch (cause) {
    const message = `signer: scheme is hmac- and the name of a hash, but got "${scheme}"`;
    throw new RangeError(message, {cause});
  }
  return {
    sign: hmac,
    verify(frames, signature) {
      const expected = Buffer.from(hmac(frames));
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    }
  };
}

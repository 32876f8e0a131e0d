import {createHmac} from "node:crypto";
import path from "node:path";
import {readSecret} from "./secret.ts";
import {openSignatureStore} from "./signatureStore.ts";

/** Remembers which notebooks this machine's user trusts. */
export interface Notary {
  /** Trusts a notebook file, as long as not a byte of it changes. */
  sign(bytes: Uint8Array): Promise<void>;
  /** Whether a notebook file was trusted as it is. */
  isSigned(bytes: Uint8Array): Promise<boolean>;
}

/**
 * A notary whose key and signatures are in a folder, `trust/` of the user's Jupyter data.
 *
 * The signature is HMAC-SHA256 over the file, where Jupyter's is over the notebook's strings put end
 * to end: there, text that moves from one cell into the next leaves the signature as it was.
 *
 * @param dataDir - Jupyter's folder of the user's data
 * @see https://jupyter-server.readthedocs.io/en/latest/operators/security.html#security-in-notebook-documents
 */
export function openNotary(dataDir: string, {capacity}: {capacity?: number} = {}): Notary {
  const folder = path.join(dataDir, "convnotes", "trust");
  const store = openSignatureStore(path.join(folder, "signatures"), {capacity});
  let secret: Promise<Buffer> | undefined;

  async function signatureOf(bytes: Uint8Array): Promise<string> {
    secret ??= readSecret(path.join(folder, "secret"));
    try {
      return createHmac("sha256", await secret)
        .update(bytes)
        .digest("hex");
    } catch (error) {
      // The folder may become usable later; a failure is not kept.
      secret = undefined;
      throw error;
    }
  }

  return {
    sign: async (bytes) => store.add(await signatureOf(bytes)),
    isSigned: async (bytes) => store.has(await signatureOf(bytes))
  };
}

import {randomBytes, scrypt, timingSafeEqual} from "node:crypto";

/** The cost of a guess: 32 MiB and some tens of milliseconds. */
const cost = {N: 2 ** 15, r: 8, p: 1};
const keyLength = 32;

/**
 * Makes what is kept of a password: `scrypt:N:r:p:salt:key`.
 *
 * @see RFC 7914, The scrypt Password-Based Key Derivation Function
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("hex"), key.toString("hex")].join(":");
}

/** Whether a string is of the form that `hashPassword` gives. */
export function isPasswordHash(text: string): boolean {
  return /^scrypt:\d+:\d+:\d+:[0-9a-f]{32}:[0-9a-f]{64}$/.test(text);
}

/** Whether a password is the one that was hashed. */
export async function checkPassword(password: string, hash: string): Promise<boolean> {
  if (!isPasswordHash(hash)) return false;
  const [, N, r, p, salt = "", key = ""] = hash.split(":");
  const given = await derive(password, Buffer.from(salt, "hex"), {
    N: Number(N),
    r: Number(r),
    p: Number(p)
  });
  return timingSafeEqual(given, Buffer.from(key, "hex"));
}

function derive(password: string, salt: Buffer, {N, r, p}: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {N, r, p, maxmem: 256 * N * r};
    scrypt(password.normalize("NFKC"), salt, keyLength, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
